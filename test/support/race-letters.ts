import type { UserActor } from '../../lib/access/actor';
import { revokeAccessToken } from '../../lib/access-tokens/revoke-access-token';
import type { AuditEvent } from '../../lib/audit/trail/event-names';
import { renotifyRecipient } from '../../lib/delivery/renotify-recipient';
import { openDraft } from '../../lib/draft/open-draft';
import { closeMember } from '../../lib/members/close-member';
import { endMemberSessions } from '../../lib/members/help-member';
import { openEnvelope } from '../../lib/open/open-envelope';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { makeToken } from './access-token';
import { makeDraft, requestFor, storeLetter } from './draft-world';
import { type Race, together } from './race-rights';
import { addOrganisation, addPerson, type Person, sealLetter } from './sealed-world';
import { testClient as client } from './test-client';

async function world(services: Services) {
  const hospital = await addOrganisation(services, 'CHU');
  const chief = await addPerson(services, hospital, 'chef', 'administrator');
  const member = await addPerson(services, hospital, 'anne');
  const other = await addPerson(services, hospital, 'paul');
  return { hospital, chief, member, other };
}

/** A letter of this person that only has to be sealed. */
async function readyToSeal(services: Services, author: Person) {
  const draft = await makeDraft(services, author);
  const parts = await storeLetter(services, draft);
  const request = await requestFor(draft, parts, [{ address: 'guest@elsewhere.example', kind: 'to' }]);
  const { envelopeId } = draft;
  return (actor: UserActor = author.actor) => sealEnvelope(services, actor, { envelopeId, client, request });
}

async function receivedLetter(services: Services, from: Person, to: Person) {
  const { recipients, envelopeId } = await sealLetter(services, from, [{ who: to }]);
  const { id, reference } = recipients[to.actor.email] ?? { id: '', reference: '' };
  return { envelopeId, recipientId: id, reference };
}

/** What somebody still did, by the trail, after what ended it: each entry is written under the lock that decides. */
async function doneAfter(
  { db }: Services,
  end: AuditEvent,
  { by, of }: { by: string; of: UserActor },
): Promise<string[]> {
  const entries = await db.auditEntry.findMany({
    where: { actorId: { in: [by, of.userId] } },
    orderBy: { id: 'asc' },
  });
  const ended = entries.findIndex(({ event, actorId }) => event === end && actorId === by);
  if (ended === -1) throw new Error('nothing was ended');
  return entries.slice(ended + 1).map(({ event }) => event);
}

/** What is done with letters, and the end of the right to do it, in the same moment: what ended it came last, or nothing followed. */
export const letterRaces: readonly Race[] = [
  {
    name: 'an account that is closed while it seals: nothing is sealed afterwards',
    may: [],
    run: async (services) => {
      const { chief, member } = await world(services);
      const seal = await readyToSeal(services, member);
      await together(seal(), closeMember(services, chief.actor, member.actor.userId, client));
      return doneAfter(services, 'AccountClosed', { by: chief.actor.userId, of: member.actor });
    },
  },
  {
    name: 'sessions that are ended while a letter and a draft are opened: no key is given afterwards',
    may: [],
    run: async (services) => {
      const { chief, member, other } = await world(services);
      const { reference } = await receivedLetter(services, other, member);
      const { envelopeId } = await makeDraft(services, member);
      const { actor } = member;
      await together(
        openEnvelope(services, { actor, client, reference }),
        openDraft(services, actor, { envelopeId, client }),
        endMemberSessions(services, chief.actor, actor.userId, client),
      );
      return doneAfter(services, 'SessionsEnded', { by: chief.actor.userId, of: actor });
    },
  },
  {
    name: 'sessions that are ended while a recipient is notified again: nothing is asked for afterwards',
    may: [],
    run: async (services) => {
      const { chief, member, other } = await world(services);
      const { envelopeId, recipientId } = await receivedLetter(services, member, other);
      const { actor } = member;
      await together(
        renotifyRecipient(services, { actor, client, envelopeId, recipientId }),
        endMemberSessions(services, chief.actor, actor.userId, client),
      );
      return doneAfter(services, 'SessionsEnded', { by: chief.actor.userId, of: actor });
    },
  },
  {
    name: 'a token that is revoked while its program seals: nothing is sealed afterwards',
    may: [],
    run: async (services) => {
      const { member } = await world(services);
      const seal = await readyToSeal(services, member);
      const { id } = await makeToken(services, member.actor.userId, ['envelopes:send']);
      const program = { ...member.actor, sessionId: id, token: { id, scopes: ['envelopes:send'] as const } };
      await together(seal(program), revokeAccessToken(services, member.actor, id, client));
      return doneAfter(services, 'AccessTokenRevoked', { by: member.actor.userId, of: member.actor });
    },
  },
];
