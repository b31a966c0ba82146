import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { Services } from '../services';
import { assertOwnPassword, assertPasswordStill } from './assert-own-password';
import { lockActor } from './lock-actor';
import { hashPassword } from './password-hash';
import { assertPasswordGood } from './password-rules';
import { endSessions } from './session-rows';
import { forgiveAttempts } from './sign-in-attempts';

/**
 * Changes one's own password and ends all other sessions; access tokens stay, each was made with the password and is
 * revoked by name. The current one must be given.
 * @throws AppError `sign-in-refused` `sign-in-locked` `too-many-requests` `password-weak` `sign-in-required`
 */
export async function changePassword(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  input: { currentPassword: string; newPassword: string },
  client: Client,
): Promise<void> {
  assertPasswordGood(input.newPassword, actor);
  const known = await assertOwnPassword({ db }, actor, input.currentPassword, client);
  const passwordHash = await hashPassword(input.newPassword);
  const organisationIds = [actor.organisationId];
  await db.$transaction(async (tx) => {
    await lockActor(tx, actor, clock.now());
    await assertPasswordStill(tx, actor.userId, known);
    await tx.user.update({ where: { id: actor.userId }, data: { passwordHash } });
    const others = { id: { not: actor.sessionId } };
    const sessionsEnded = await endSessions(tx, { userId: actor.userId }, clock.now(), others);
    const detail = { by: 'current-password', sessionsEnded };
    await appendEntry(tx, { event: 'PasswordChanged', actor, client, organisationIds, detail });
  });
  await forgiveAttempts(db, actor.email, client);
}
