import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import type { PrismaClient } from '../db/client';
import { AppError } from '../errors';

/** At most `points` requests in `seconds`, counted per actor (or address where nobody is signed in), or per client address. */
export type Limit = { points: number; seconds: number; by: 'actor' | 'address' };

const limiters = new WeakMap<PrismaClient, Map<string, RateLimiterPrisma>>();

/**
 * Counts one request in Postgres, so that all web processes count together.
 * @throws AppError `too-many-requests` with the seconds to wait
 */
export async function consumeLimit(
  db: PrismaClient,
  name: string,
  key: string,
  limit: Pick<Limit, 'points' | 'seconds'>,
): Promise<void> {
  try {
    await limiterOf(db, name, limit).consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      throw new AppError('too-many-requests', {
        detail: { seconds: Math.ceil(refusal.msBeforeNext / 1_000) },
      });
    }
    throw refusal;
  }
}

function limiterOf(
  db: PrismaClient,
  name: string,
  limit: Pick<Limit, 'points' | 'seconds'>,
): RateLimiterPrisma {
  const known = limiters.get(db) ?? new Map<string, RateLimiterPrisma>();
  limiters.set(db, known);
  const id = `${name}|${limit.points}|${limit.seconds}`;
  const limiter =
    known.get(id) ??
    new RateLimiterPrisma({
      storeClient: db,
      tableName: 'rateLimiterFlexible',
      keyPrefix: name,
      points: limit.points,
      duration: limit.seconds,
      // The worker clears what has expired (lib/auth/forget-expired.ts).
      clearExpiredByTimeout: false,
    });
  known.set(id, limiter);
  return limiter;
}
