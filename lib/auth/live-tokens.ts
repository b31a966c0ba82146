import type { Prisma } from '../db/generated/client';

/** An account's tokens that still work. */
export function liveTokens(userId: string, now: Date): Prisma.AccessTokenWhereInput {
  return { userId, revokedAt: null, expiresAt: { gt: now } };
}
