import 'server-only';
import { createHash } from 'node:crypto';
import type { Services } from '../services';
import { ensureFirstCheckpoint, integrateAll } from './integrate-entries';
import { LogBroken } from './log-broken';
import { readCheckpoint, type StampedCheckpoint } from './read-checkpoint';

type Needed = Pick<Services, 'db' | 'keys' | 'timestamper' | 'log'>;

/**
 * The head of the log with everything that was committed before the call, time-stamped; where the authority is away,
 * without a timestamp (the worker obtains it later).
 * @throws LogBroken where the stored log contradicts itself
 */
export async function timestampedCheckpoint(services: Needed): Promise<StampedCheckpoint> {
  await ensureFirstCheckpoint(services);
  await integrateAll(services);
  const checkpoint = await readCheckpoint(services.db);
  if (!checkpoint) throw new LogBroken('the log has no checkpoint');
  if (checkpoint.timestamp) return checkpoint;
  try {
    return await stampCheckpoint(services, checkpoint);
  } catch (error) {
    services.log.warn({ err: error, treeSize: checkpoint.treeSize }, 'log: no timestamp yet');
    return checkpoint;
  }
}

/**
 * Obtains the RFC 3161 timestamp over the SHA-256 of a checkpoint's note and stores it; the first one stored stays.
 * @throws Error when the authority is away or its answer does not verify
 */
export async function stampCheckpoint(
  { db, timestamper }: Pick<Services, 'db' | 'timestamper'>,
  checkpoint: StampedCheckpoint,
): Promise<StampedCheckpoint> {
  const stamp = await timestamper.stamp(createHash('sha256').update(checkpoint.note).digest());
  await db.$executeRaw`
    INSERT INTO log_timestamps (tree_size, timestamp_response, timestamped_at)
    VALUES (${checkpoint.treeSize}::bigint, ${stamp.response}::bytea, ${stamp.time}) ON CONFLICT DO NOTHING`;
  return (await readCheckpoint(db, checkpoint.treeSize)) ?? checkpoint;
}

const stampEveryMilliseconds = 3_600_000;

/**
 * Keeps the log time-stamped at least hourly while it grows: stamps the newest checkpoint where the last timestamp is an
 * hour old, or there is none. Called often; does nothing otherwise.
 * @throws Error when the authority is away: the next call tries again
 */
export async function stampHourly(services: Pick<Services, 'db' | 'timestamper' | 'clock'>): Promise<void> {
  const newest = await readCheckpoint(services.db);
  if (!newest || newest.timestamp || newest.treeSize === 0) return;
  const [last] = await services.db.$queryRaw<{ timestamped_at: Date }[]>`
    SELECT timestamped_at FROM log_timestamps ORDER BY tree_size DESC LIMIT 1`;
  const isDue =
    !last || services.clock.now().getTime() - last.timestamped_at.getTime() >= stampEveryMilliseconds;
  if (isDue) await stampCheckpoint(services, newest);
}
