import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/append-entry';
import { AppError } from '../errors';
import type { Services } from '../services';
import { hashPassword, matchesPassword } from './password-hash';
import { assertPasswordGood } from './password-rules';
import { endSessions } from './session-rows';
import { beginAttempt, forgiveAttempts } from './sign-in-attempts';

/**
 * Changes one's own password and ends all other sessions. The current one must be given, and wrong ones count like wrong
 * sign-ins: a stolen session is no way to guess it.
 * @throws AppError `sign-in-refused` `sign-in-locked` `too-many-requests` `password-weak`
 */
export async function changePassword(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  input: { currentPassword: string; newPassword: string },
  client: Client,
): Promise<void> {
  assertPasswordGood(input.newPassword, actor);
  const attempt = await beginAttempt(db, actor.email, client);
  if (attempt.state !== 'go') {
    const code = attempt.state === 'wait' ? 'too-many-requests' : 'sign-in-locked';
    throw new AppError(code, { detail: { seconds: attempt.seconds } });
  }
  const { passwordHash: current } = await db.user.findUniqueOrThrow({ where: { id: actor.userId } });
  const organisationIds = [actor.organisationId];
  if (!(await matchesPassword(current, input.currentPassword))) {
    await db.$transaction((tx) => appendEntry(tx, { event: 'SignInFailed', actor, client, organisationIds }));
    throw new AppError('sign-in-refused');
  }
  const passwordHash = await hashPassword(input.newPassword);
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: actor.userId }, data: { passwordHash } });
    const others = { userId: actor.userId, id: { not: actor.sessionId } };
    const sessionsEnded = await endSessions(tx, others, clock.now());
    const detail = { by: 'current-password', sessionsEnded };
    await appendEntry(tx, { event: 'PasswordChanged', actor, client, organisationIds, detail });
  });
  await forgiveAttempts(db, actor.email, client);
}
