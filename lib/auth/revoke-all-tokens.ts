import type { Tx } from '../db/transaction';
import { liveTokens } from './live-tokens';
import { lockOwner } from './lock-actor';

/**
 * Ends all tokens of an account whose owner lost control of it, or left; one that is being made is waited for, or refused.
 * Returns how many; the caller's entry says so.
 */
export async function revokeAllTokens(tx: Tx, userId: string, now: Date): Promise<number> {
  await lockOwner(tx, { userId });
  const { count } = await tx.accessToken.updateMany({
    where: liveTokens(userId, now),
    data: { revokedAt: now },
  });
  return count;
}
