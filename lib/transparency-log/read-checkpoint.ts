import 'server-only';
import type { LogReader } from './read-nodes';

/** A signed head of the log, with its RFC 3161 timestamp where there is one. */
export type StampedCheckpoint = {
  treeSize: number;
  rootHash: Uint8Array;
  /** The exact text of the signed note. */
  note: string;
  timestamp: { response: Uint8Array; time: Date } | null;
};

/** The newest checkpoint, or that of one size; null where there is none. */
export async function readCheckpoint(db: LogReader, treeSize?: number): Promise<StampedCheckpoint | null> {
  const [row] = await db.$queryRaw<
    {
      tree_size: bigint;
      root_hash: Uint8Array;
      note: string;
      timestamp_response: Uint8Array | null;
      timestamped_at: Date | null;
    }[]
  >`
    SELECT c.tree_size, c.root_hash, c.note, t.timestamp_response, t.timestamped_at
    FROM log_checkpoints c LEFT JOIN log_timestamps t USING (tree_size)
    WHERE ${treeSize ?? null}::bigint IS NULL OR tree_size = ${treeSize ?? null}::bigint
    ORDER BY tree_size DESC LIMIT 1`;
  if (!row) return null;
  return {
    treeSize: Number(row.tree_size),
    rootHash: row.root_hash,
    note: row.note,
    timestamp:
      row.timestamp_response && row.timestamped_at
        ? { response: row.timestamp_response, time: row.timestamped_at }
        : null,
  };
}
