import type { PrismaClient } from '../db/client';
import { AppError } from '../errors';

/** At most `points` requests in `seconds`, counted per actor (or address where nobody is signed in), or per client address. */
export type Limit = { points: number; seconds: number; by: 'actor' | 'address' };

/**
 * Counts one request in Postgres, so that all web processes count together: a window of `seconds` begins with its first
 * request. One statement, because every request pays for it.
 * @throws AppError `too-many-requests` with the seconds to wait
 */
export async function consumeLimit(
  db: PrismaClient,
  name: string,
  key: string,
  limit: Pick<Limit, 'points' | 'seconds'>,
): Promise<void> {
  const [counted] = await db.$queryRaw<{ points: number; secondsLeft: number }[]>`
    INSERT INTO rate_limits AS counted (key, points, expire)
    VALUES (${`${name}:${key}`}, 1, now() + make_interval(secs => ${limit.seconds}))
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN counted.expire > now() THEN counted.points + 1 ELSE 1 END,
      expire = CASE WHEN counted.expire > now() THEN counted.expire ELSE excluded.expire END
    RETURNING points, ceil(extract(epoch FROM expire - now()))::int AS "secondsLeft"`;
  if (counted && counted.points > limit.points) {
    throw new AppError('too-many-requests', { detail: { seconds: counted.secondsLeft } });
  }
}
