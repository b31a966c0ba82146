import { v7 as uuidv7 } from 'uuid';
import type { UserActor } from '../../lib/access/actor';
import { createAccessToken } from '../../lib/access-tokens/create-access-token';
import { changePassword } from '../../lib/auth/change-password';
import { choosePassword } from '../../lib/auth/choose-password';
import { hashSecret, newLinkSecret } from '../../lib/auth/one-time-secret';
import { hashPassword } from '../../lib/auth/password-hash';
import { signInWithPassword } from '../../lib/auth/sign-in-with-password';
import { changeMember } from '../../lib/members/change-member';
import { closeMember } from '../../lib/members/close-member';
import { endMemberSessions } from '../../lib/members/help-member';
import type { Services } from '../../lib/services';
import { goodPassword } from './people';
import { addOrganisation, addPerson } from './sealed-world';

/** Each request from somewhere else, so that no limit is what refuses. */
let callers = 0;
const client = () => {
  callers += 1;
  return { address: `2001:db8:${callers.toString(16)}::1`, agent: 'race' };
};
const hashed = hashPassword(goodPassword);
/** Each race: what it leaves when both are over, to be compared with what may be left. */
export type Race = { name: string; run: (services: Services) => Promise<unknown>; may: unknown };

async function world(services: Services) {
  const hospital = await addOrganisation(services, 'CHU');
  const chief = (await addPerson(services, hospital, 'chef', 'administrator')).actor;
  const second = (await addPerson(services, hospital, 'seconde', 'administrator')).actor;
  const member = (await addPerson(services, hospital, 'anne')).actor;
  const { userId } = member;
  await services.db.user.update({ where: { id: userId }, data: { passwordHash: await hashed } });
  return { chief, second, member };
}

/** What may meet who comes second; anything else, a deadlock or a limit, is a fault of its own. */
const refusals = [
  'not-found',
  'sign-in-required',
  'token-refused',
  'sign-in-refused',
  'last-administrator',
  'link-refused',
];

/** All at once, each on a connection of its own; the codes of those that were refused. */
export async function together(...work: readonly Promise<unknown>[]): Promise<string[]> {
  const ends = await Promise.allSettled(work);
  return ends.flatMap((end) => {
    if (end.status === 'fulfilled') return [];
    if (!refusals.includes(end.reason.code)) throw end.reason;
    return [end.reason.code];
  });
}

const roleOf = async ({ db }: Services, { userId }: UserActor) =>
  (await db.user.findUniqueOrThrow({ where: { id: userId } })).role;
const sessionsOf = ({ db }: Services, { userId }: UserActor) =>
  db.session.count({ where: { userId, endedAt: null } });
const tokensOf = ({ db }: Services, { userId }: UserActor) =>
  db.accessToken.count({ where: { userId, revokedAt: null } });
const makeToken = (services: Services, actor: UserActor) => {
  const input = { name: 'x', scopes: ['audit:read'], expiresInDays: 1, currentPassword: goodPassword };
  return createAccessToken(services, actor, input, client());
};
const signIn = (services: Services, { email }: UserActor) =>
  signInWithPassword(
    services,
    { email, password: goodPassword },
    { client: client(), previousSessionId: null },
  );

async function resetLink({ db, keys }: Services, address: string): Promise<string> {
  const [id, secret] = [uuidv7(), newLinkSecret()];
  const codeHash = Uint8Array.from(hashSecret(keys, id, secret));
  const expiresAt = new Date(Date.now() + 600_000);
  await db.oneTimeCode.create({ data: { id, purpose: 'password_reset', address, codeHash, expiresAt } });
  return `${id}.${secret}`;
}

/** Rights and sessions that change in the same moment. */
export const rightsRaces: readonly Race[] = [
  {
    name: 'a demotion and a rename: the demotion stays',
    may: ['member', 'Neue'],
    run: async (services) => {
      const { chief, second } = await world(services);
      const { userId: id } = second;
      await together(
        changeMember(services, chief, { id, role: 'member' }, client()),
        changeMember(services, chief, { id, displayName: 'Neue' }, client()),
      );
      const { role, displayName } = await services.db.user.findUniqueOrThrow({ where: { id } });
      return [role, displayName];
    },
  },
  {
    name: 'two administrators who demote each other: the first is obeyed, the second is none any more',
    may: [['not-found'], ['administrator', 'member']],
    run: async (services) => {
      const { chief, second } = await world(services);
      const refused = await together(
        changeMember(services, chief, { id: second.userId, role: 'member' }, client()),
        changeMember(services, second, { id: chief.userId, role: 'member' }, client()),
      );
      return [refused, [await roleOf(services, chief), await roleOf(services, second)].sort()];
    },
  },
  {
    name: 'a closed administrator changes nothing afterwards',
    may: [],
    run: async (services) => {
      const { chief, second, member } = await world(services);
      await together(
        closeMember(services, chief, second.userId, client()),
        changeMember(services, second, { id: member.userId, role: 'administrator' }, client()),
      );
      const entries = await services.db.auditEntry.findMany({
        where: {
          event: { in: ['AccountClosed', 'AccountChanged'] },
          actorId: { in: [chief.userId, second.userId] },
        },
        orderBy: { id: 'asc' },
      });
      const closed = entries.findIndex(({ event }) => event === 'AccountClosed');
      return entries.slice(closed + 1).map(({ event }) => event);
    },
  },
  {
    name: 'a token made while sessions are ended: none is left',
    may: [0, 0],
    run: async (services) => {
      const { chief, member } = await world(services);
      await together(
        makeToken(services, member),
        endMemberSessions(services, chief, member.userId, client()),
      );
      return [await tokensOf(services, member), await sessionsOf(services, member)];
    },
  },
  {
    name: 'a sign-in with the old password during a reset: no session is left',
    may: 0,
    run: async (services) => {
      const { member } = await world(services);
      const token = await resetLink(services, member.email);
      const newPassword = 'lampe-corbeau-jaune-8';
      await together(choosePassword(services, { token, newPassword }, client()), signIn(services, member));
      return sessionsOf(services, member);
    },
  },
  {
    name: 'a sign-in and a token while the account is closed: none is left',
    may: [0, 0],
    run: async (services) => {
      const { chief, member } = await world(services);
      await together(
        signIn(services, member),
        makeToken(services, member),
        closeMember(services, chief, member.userId, client()),
      );
      return [await tokensOf(services, member), await sessionsOf(services, member)];
    },
  },
  {
    name: 'two changes of a password with the same old one: one is refused',
    may: 1,
    run: async (services) => {
      const { member } = await world(services);
      const change = (newPassword: string) =>
        changePassword(services, member, { currentPassword: goodPassword, newPassword }, client());
      return (await together(change('lampe-corbeau-jaune-8'), change('lampe-corbeau-verte-9'))).length;
    },
  },
];
