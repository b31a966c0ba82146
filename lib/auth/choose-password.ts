import 'server-only';
import type { Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { OneTimeCode, User } from '../db/generated/client';
import { AppError } from '../errors';
import { changeOwnership } from '../mailbox/address-ownership';
import { takeOverGuest } from '../mailbox/guest-mailbox';
import type { Services } from '../services';
import { lockOwner } from './lock-actor';
import { matchesSecret, splitToken } from './one-time-secret';
import { hashPassword } from './password-hash';
import { assertPasswordGood } from './password-rules';
import { revokeAllTokens } from './revoke-all-tokens';
import { endSessions } from './session-rows';
import { unlockAddress } from './sign-in-attempts';
import { userActor } from './sign-in-with-password';
import type { PasswordLinkAnswer } from './wire';

type Needs = Pick<Services, 'db' | 'clock' | 'keys'>;
type Link = { code: OneTimeCode; user: User };

/**
 * Sets the password a mailed link allows to choose, spends every link of the account, ends all its sessions and access tokens and
 * lifts a lock: who holds the link has proved the address, so that what it received as a guest is now the member's.
 * @throws AppError `link-refused` `password-weak`
 */
export async function choosePassword(
  services: Needs,
  input: { token: string; newPassword: string },
  client: Client,
): Promise<void> {
  const { code, user } = await readLink(services, input.token);
  assertPasswordGood(input.newPassword, user);
  const passwordHash = await hashPassword(input.newPassword);
  const now = services.clock.now();
  await services.db.$transaction(async (tx) => {
    await changeOwnership(tx, user.email); // first of the order of locks: a guest's letters may follow
    await lockOwner(tx, { userId: user.id });
    const spent = await tx.oneTimeCode.updateMany({
      where: { id: code.id, usedAt: null },
      data: { usedAt: now },
    });
    const changed = await tx.user.updateMany({
      where: { id: user.id, closedAt: null },
      data: { passwordHash },
    });
    if (spent.count !== 1 || changed.count !== 1) {
      throw new AppError('link-refused');
    }
    await tx.oneTimeCode.updateMany({
      where: { address: user.email, purpose: { not: 'guest_sign_in' }, usedAt: null },
      data: { usedAt: now },
    });
    const mailbox = await tx.mailboxAddress.findUnique({ where: { address: user.email } });
    if (mailbox) await takeOverGuest(tx, user.email, mailbox.mailboxId);
    const sessions = await endSessions(tx, { userId: user.id }, now);
    const tokensRevoked = await revokeAllTokens(tx, user.id, now);
    await unlockAddress(tx, user.email);
    await appendEntry(tx, {
      event: 'PasswordChanged',
      actor: userActor(user, code.id),
      client,
      organisationIds: [user.organisationId],
      detail: { by: code.purpose, sessionsEnded: sessions, tokensRevoked },
    });
  });
}

/** Whom a link greets, so that its page need not ask. @throws AppError `link-refused` */
export async function describePasswordLink(services: Needs, token: string): Promise<PasswordLinkAnswer> {
  const { code, user } = await readLink(services, token);
  return {
    purpose: code.purpose === 'invitation' ? 'invitation' : 'password-reset',
    address: user.email,
    expiresAt: code.expiresAt.toISOString(),
  };
}

async function readLink({ db, clock, keys }: Needs, token: string): Promise<Link> {
  const parts = splitToken(token);
  const code = parts && (await db.oneTimeCode.findUnique({ where: { id: parts.codeId } }));
  const good =
    code !== null &&
    code.purpose !== 'guest_sign_in' &&
    code.usedAt === null &&
    code.expiresAt > clock.now() &&
    matchesSecret(keys, code.id, parts?.secret ?? '', code.codeHash);
  const user = good ? await db.user.findUnique({ where: { email: code.address, closedAt: null } }) : null;
  if (!good || user === null) {
    throw new AppError('link-refused');
  }
  return { code, user };
}
