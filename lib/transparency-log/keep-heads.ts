import 'server-only';
import { Prisma } from '../db/sql';
import type { Services } from '../services';
import { LogBroken } from './log-broken';
import { readCheckpoint } from './read-checkpoint';
import type { LogReader } from './read-nodes';

/** Of one job; what is left is there in a minute. */
const headsAJob = 50;

/**
 * Puts the time-stamped heads that the bucket does not have yet into it, in order: of every hour in which one was stamped, the
 * first. What has been put is noted head by head, so nothing is lost while the bucket is away, and a job that is
 * killed and run again puts nothing twice.
 * @throws ArchiveRefused in words, where the bucket locks nothing; Error while it is away: a later job goes on
 */
export async function keepHeads({ db, headArchive }: Pick<Services, 'db' | 'headArchive'>): Promise<void> {
  if (headArchive === null) return;
  for (const treeSize of await headsToKeep(db, headArchive.name, headsAJob)) {
    const head = await readCheckpoint(db, treeSize);
    if (!head?.timestamp)
      throw new LogBroken(`the log has a timestamp of ${treeSize} entries and no such head`);
    await headArchive.keep({ treeSize, note: head.note, timestamp: head.timestamp.response });
    // A bucket signs nothing.
    await db.$executeRaw`
      INSERT INTO log_witnessed (witness, tree_size, cosignatures)
      VALUES (${headArchive.name}, ${treeSize}::bigint, '') ON CONFLICT DO NOTHING`;
  }
}

/** Asks for that where there is something to put; called often. @throws LogBroken where the bucket was given a longer log than ours */
export async function scheduleKeeping({
  db,
  headArchive,
  queue,
}: Pick<Services, 'db' | 'headArchive' | 'queue'>): Promise<void> {
  if (headArchive === null) return;
  const waiting = await headsToKeep(db, headArchive.name, 1);
  if (waiting.length > 0)
    await db.$transaction((tx) => queue.enqueue(tx, 'keep-heads', {}, { key: 'heads' }));
}

async function headsToKeep(db: LogReader, archive: string, limit: number): Promise<number[]> {
  const [known] = await db.$queryRaw<{ kept: bigint; head: bigint }[]>`
    SELECT coalesce((SELECT max(tree_size) FROM log_witnessed WHERE witness = ${archive}), 0) AS kept,
      coalesce((SELECT max(tree_size) FROM log_checkpoints), 0) AS head`;
  const kept = Number(known?.kept ?? 0);
  const head = Number(known?.head ?? 0);
  if (kept > head)
    throw new LogBroken(`the bucket ${archive} was given a log of ${kept} entries, ours has ${head}`);
  const hour = Prisma.sql`date_trunc('hour', timestamped_at, 'UTC')`;
  const rows = await db.$queryRaw<{ tree_size: bigint }[]>`
    SELECT min(tree_size) AS tree_size FROM log_timestamps
    WHERE tree_size > ${kept}::bigint
      AND ${hour} > coalesce((SELECT max(${hour}) FROM log_timestamps WHERE tree_size = ${kept}::bigint), '-infinity')
    GROUP BY ${hour} ORDER BY 1 LIMIT ${limit}`;
  return rows.map((row) => Number(row.tree_size));
}
