import 'server-only';
import { createHash } from 'node:crypto';
import type { Tx } from '../db/transaction';
import { verifySealedRows } from '../sealed-rows/verify-sealed-rows';
import type { Services } from '../services';
import { TimestampError } from '../timestamp/timestamp-error';
import { verifyTimestampResponse } from '../timestamp/verify-timestamp-response';
import { compareWithNotes } from './compare-kept';
import { type Fault, Faults, inOrder } from './fault';
import { LogWalk } from './log-walk';
import { readPrunings } from './prunings';
import { readWindow } from './verify-entry';
import { verifyUpperTiles } from './verify-tiles';

/** Leaves read at once: eight tiles. */
const windowLeaves = 2_048;

export type LogVerification = {
  /** Entries under the newest checkpoint, all of which were looked at. */
  treeSize: number;
  /** How many faults there are. */
  faultCount: number;
  /** The first hundred. */
  faults: Fault[];
};

/**
 * Walks the whole log in one snapshot of the database and flat memory: every row against its leaf, every leaf against its
 * tile, every checkpoint against the leaves before it and the key, every timestamp against its checkpoint, the numbers and
 * the visibility of each organisation, and the head against every one that was noted before. Changes nothing.
 */
export async function verifyLog(
  services: Pick<Services, 'db' | 'keys' | 'timestamper'>,
): Promise<LogVerification> {
  const rootsPem = await services.timestamper.roots();
  return services.db.$transaction(
    async (tx) => {
      const faults = new Faults();
      const [head] = await tx.$queryRaw<{ tree_size: bigint }[]>`
        SELECT tree_size FROM log_checkpoints ORDER BY tree_size DESC LIMIT 1`;
      const treeSize = Number(head?.tree_size ?? 0);
      const walk = new LogWalk(tx, services.keys.log, faults, await readPrunings(tx));
      await walk.emptyTree();
      let next = readWindow(tx, 0, windowLeaves);
      for (let begin = 0; begin < treeSize; begin += windowLeaves) {
        const rows = await next;
        // The database reads while this process hashes.
        next = readWindow(tx, begin + windowLeaves, windowLeaves);
        next.catch(() => undefined);
        await walk.window(begin, Math.min(begin + windowLeaves, treeSize), rows);
      }
      await next;
      walk.end();
      await verifyUpperTiles(tx, treeSize, faults);
      await verifyTimestamps(tx, rootsPem, faults);
      await verifyLeftovers(tx, treeSize, faults);
      await compareWithNotes(tx, treeSize, faults);
      for await (const fault of verifySealedRows(tx, services.keys)) faults.add({ ...fault, index: null });
      return { treeSize, faultCount: faults.count, faults: inOrder(faults.named) };
    },
    { isolationLevel: 'RepeatableRead', maxWait: 10_000, timeout: 3_600_000 },
  );
}

async function verifyTimestamps(tx: Tx, rootsPem: string, faults: Faults): Promise<void> {
  for (let after = -1; ; ) {
    const rows = await tx.$queryRaw<
      { tree_size: bigint; timestamp_response: Uint8Array; timestamped_at: Date; note: string | null }[]
    >`
      SELECT t.tree_size, t.timestamp_response, t.timestamped_at, c.note
      FROM log_timestamps t LEFT JOIN log_checkpoints c USING (tree_size)
      WHERE t.tree_size > ${after}::bigint ORDER BY t.tree_size LIMIT 200`;
    for (const row of rows) {
      after = Number(row.tree_size);
      if (!(await holds(row, rootsPem)))
        faults.add({ kind: 'timestamp-wrong', index: Math.max(0, after - 1) });
    }
    if (rows.length < 200) return;
  }
}

async function holds(
  row: { timestamp_response: Uint8Array; timestamped_at: Date; note: string | null },
  rootsPem: string,
): Promise<boolean> {
  if (row.note === null) return false;
  try {
    const { time } = await verifyTimestampResponse(row.timestamp_response, {
      sha256: createHash('sha256').update(row.note).digest(),
      rootsPem,
    });
    return time.getTime() === row.timestamped_at.getTime();
  } catch (error) {
    if (error instanceof TimestampError) return false;
    throw error;
  }
}

/** Rows that the walk along the leaves does not meet. */
async function verifyLeftovers(tx: Tx, treeSize: number, faults: Faults): Promise<void> {
  const unlogged = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT e.id FROM audit_entries e
    WHERE NOT EXISTS (SELECT FROM log_leaves l WHERE l.entry_id = e.id)
      AND NOT EXISTS (SELECT FROM audit_unsequenced q WHERE q.entry_id = e.id) ORDER BY e.id LIMIT 1000`;
  for (const { id } of unlogged) faults.add({ kind: 'entry-unlogged', index: null, entryId: String(id) });
  const gone = await tx.$queryRaw<{ entry_id: bigint }[]>`
    SELECT entry_id FROM audit_unsequenced q
    WHERE NOT EXISTS (SELECT FROM audit_entries e WHERE e.id = q.entry_id) ORDER BY entry_id LIMIT 1000`;
  for (const { entry_id } of gone)
    faults.add({ kind: 'entry-deleted', index: null, entryId: String(entry_id) });
  const added = await tx.$queryRaw<{ index: bigint }[]>`
    SELECT index FROM log_leaves WHERE index >= ${treeSize}::bigint OR index < 0 ORDER BY index LIMIT 1000`;
  for (const { index } of added) faults.add({ kind: 'leaf-added', index: Number(index) });
  const numbers = await tx.$queryRaw<{ leaf_index: bigint }[]>`
    SELECT leaf_index FROM log_numbers WHERE leaf_index >= ${treeSize}::bigint OR leaf_index < 0 ORDER BY leaf_index LIMIT 1000`;
  for (const { leaf_index } of numbers) faults.add({ kind: 'number-edited', index: Number(leaf_index) });
  const tiles = await tx.$queryRaw<{ level: number; tile_index: bigint }[]>`
    SELECT level, tile_index FROM log_tiles
    WHERE (tile_index + 1) * power(256::numeric, level + 1) > ${treeSize}::bigint OR tile_index < 0 OR level < 0 LIMIT 1000`;
  for (const { level, tile_index } of tiles)
    faults.add({ kind: 'tile-edited', index: Number(tile_index) * 256 ** (level + 1) });
}
