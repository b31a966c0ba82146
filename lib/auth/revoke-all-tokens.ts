import type { Tx } from '../db/transaction';
import { liveTokens } from './live-tokens';

/** Ends all tokens of an account whose owner lost control of it, or left. Returns how many; the caller's entry says so. */
export async function revokeAllTokens(tx: Tx, userId: string, now: Date): Promise<number> {
  const { count } = await tx.accessToken.updateMany({
    where: liveTokens(userId, now),
    data: { revokedAt: now },
  });
  return count;
}
