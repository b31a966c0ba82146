import 'server-only';
import { createHash } from 'node:crypto';
import type { Tx } from '../db/transaction';
import type { KeptNote } from '../ports/head-archive';
import type { Services } from '../services';
import { openCheckpoint } from './checkpoint';
import type { Faults } from './fault';
import { LogBroken } from './log-broken';
import { coveringNodes, foldNodes } from './merkle';
import { type LogReader, readNodes } from './read-nodes';
import { submitToWitness } from './submit-to-witness';

type Head = { tree_size: bigint; root_hash: Uint8Array; note: string };
type Needed = Pick<Services, 'db' | 'keys' | 'headArchive' | 'witness' | 'log'>;
const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b);

/**
 * Holds the log against every head that this very database has noted: by an earlier self-check, with its root, and for witness
 * and bucket. A log that was cut off has a smaller head than one of these, and one that was cut off and went on
 * has not those heads. Who cuts the notes as well leaves no trace here; then only what lies outside holds against him.
 */
export async function compareWithNotes(tx: Tx, treeSize: number, faults: Faults): Promise<void> {
  const [largest] = await tx.$queryRaw<{ tree_size: bigint | null }[]>`
    SELECT greatest((SELECT max(tree_size) FROM log_verifications), (SELECT max(tree_size) FROM log_witnessed),
      (SELECT max(tree_size) FROM log_timestamps)) AS tree_size`;
  const noted = Number(largest?.tree_size ?? 0);
  if (noted > treeSize) faults.add({ kind: 'tail-cut', index: treeSize, end: noted });
  const rows = await tx.$queryRaw<{ tree_size: bigint; root_hash: Uint8Array | null }[]>`
    SELECT DISTINCT n.tree_size, n.root_hash
    FROM (SELECT tree_size, root_hash FROM log_verifications UNION SELECT tree_size, NULL FROM log_witnessed) AS n
    LEFT JOIN log_checkpoints c USING (tree_size)
    WHERE n.tree_size <= ${treeSize}::bigint AND (c.tree_size IS NULL OR n.root_hash <> c.root_hash)
    ORDER BY n.tree_size LIMIT 1000`;
  for (const row of rows) {
    const [last] = await tx.$queryRaw<{ held: bigint | null }[]>`
      SELECT max(tree_size) AS held FROM log_verifications v JOIN log_checkpoints c USING (tree_size)
      WHERE v.root_hash = c.root_hash AND tree_size < ${row.tree_size}::bigint`;
    const noted = { treeSize: Number(row.tree_size), root: row.root_hash, held: Number(last?.held ?? 0) };
    await judge(tx, noted, faults);
  }
}

/**
 * Holds the log against what was given away: every version of every head in the bucket, and the size the witness knows. Their
 * names in our database play no part in it. Run after the walk, which has shown that heads and leaves agree.
 */
export async function compareWithOutside(services: Needed, faults: Faults): Promise<void> {
  const { headArchive, log } = services;
  try {
    await submitToWitness(services);
  } catch (error) {
    if (error instanceof LogBroken && error.noted !== null)
      faults.add({ kind: 'tail-cut', index: await headSize(services.db), end: error.noted });
    else log.warn({ err: error }, 'log: not compared with the witness');
  }
  if (headArchive === null) return;
  try {
    let seen = { held: 0, beyond: 0 };
    for await (const kept of headArchive.list()) seen = await comparePage(services, kept, seen, faults);
    const size = await headSize(services.db);
    if (seen.beyond > size) faults.add({ kind: 'tail-cut', index: size, end: seen.beyond });
  } catch (error) {
    log.error({ err: error }, 'log: the bucket of heads cannot be read');
    faults.add({ kind: 'kept-heads-unread', index: null });
  }
}

/** The largest size that was kept and holds; the largest beyond our head that the log's own key has signed. */
type Seen = { held: number; beyond: number };

async function comparePage(
  { db, keys, log }: Needed,
  kept: readonly KeptNote[],
  before: Seen,
  faults: Faults,
): Promise<Seen> {
  const rows = await db.$queryRaw<Head[]>`
    SELECT tree_size, root_hash, note FROM log_checkpoints
    WHERE tree_size = ANY (${[...new Set(kept.map(({ treeSize }) => treeSize))]}::bigint[])`;
  const ours = new Map(rows.map((row) => [Number(row.tree_size), row]));
  const size = await headSize(db);
  const seen = { ...before };
  for (const { treeSize, md5, read } of kept) {
    const own = ours.get(treeSize);
    const isOurs = own && md5 === createHash('md5').update(own.note).digest('hex');
    const note = isOurs ? own.note : await read();
    const signed = isOurs ? null : openCheckpoint(keys.log, note);
    if (own?.note === note) seen.held = treeSize;
    else if (signed?.treeSize !== treeSize)
      log.warn({ treeSize }, 'log: somebody else’s object among the kept heads');
    else if (treeSize > size) seen.beyond = Math.max(seen.beyond, treeSize);
    else if (!own || !same(own.root_hash, signed.rootHash))
      await judge(db, { treeSize, root: signed.rootHash, held: seen.held }, faults);
  }
  return seen;
}

/** A head that was noted, and that the log has not, or not so. */
async function judge(
  db: LogReader,
  { treeSize, root, held }: { treeSize: number; root: Uint8Array | null; held: number },
  faults: Faults,
): Promise<void> {
  const now = await rootNow(db, treeSize);
  if (root !== null && now !== null && !same(now, root))
    faults.add({ kind: 'head-other', index: held, end: treeSize });
  else faults.add({ kind: 'head-gone', index: Math.max(0, treeSize - 1) });
}

/** The root over the leaves that are there; null where some are not, which the walk has named. */
async function rootNow(db: LogReader, treeSize: number): Promise<Uint8Array | null> {
  try {
    return foldNodes(await readNodes(db, coveringNodes({ begin: 0, end: treeSize })));
  } catch (error) {
    if (error instanceof LogBroken) return null;
    throw error;
  }
}

async function headSize(db: LogReader): Promise<number> {
  const [row] = await db.$queryRaw<
    { size: bigint | null }[]
  >`SELECT max(tree_size) AS size FROM log_checkpoints`;
  return Number(row?.size ?? 0);
}
