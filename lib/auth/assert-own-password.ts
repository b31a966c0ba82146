import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import type { Services } from '../services';
import { matchesPassword } from './password-hash';
import { beginAttempt } from './sign-in-attempts';

/**
 * Asks a signed-in person for her password once more, before something a stolen session must not do. Wrong ones count
 * like wrong sign-ins: a session is no way to guess it. After the deed, `forgiveAttempts` forgets the tries.
 * Returns the hash it fitted: `assertPasswordStill` compares it once the account is locked.
 * @throws AppError `sign-in-refused` `sign-in-locked` `too-many-requests`
 */
export async function assertOwnPassword(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  password: string,
  client: Client,
): Promise<string> {
  const attempt = await beginAttempt(db, actor.email, client);
  if (attempt.state !== 'go') {
    const code = attempt.state === 'wait' ? 'too-many-requests' : 'sign-in-locked';
    throw new AppError(code, { detail: { seconds: attempt.seconds } });
  }
  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { id: actor.userId } });
  if (passwordHash !== null && (await matchesPassword(passwordHash, password))) return passwordHash;
  const organisationIds = [actor.organisationId];
  await db.$transaction((tx) => appendEntry(tx, { event: 'SignInFailed', actor, client, organisationIds }));
  throw new AppError('sign-in-refused');
}

/**
 * A password takes long to check; by the time the account is locked it may be another.
 * @throws AppError `sign-in-refused` when the account, locked by the caller, has not this hash any more
 */
export async function assertPasswordStill(
  tx: Tx,
  userId: string,
  passwordHash: string | null,
): Promise<void> {
  const { passwordHash: current } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  if (current === null || current !== passwordHash) throw new AppError('sign-in-refused');
}
