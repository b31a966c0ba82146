import 'server-only';
import type { OrganisationNumber } from '../audit-format/commitments';
import { buildLeaf } from '../audit-format/leaf';
import type { Tx } from '../db/transaction';
import type { Services } from '../services';
import { openCheckpoint, signCheckpoint } from './checkpoint';
import { edgeTiles, type FullTile, growTree, type RightEdge, rootOf } from './grow-tree';
import { type LeafRow, leafColumns, leafSourceOf } from './leaf-source';
import { LogBroken } from './log-broken';
import { emptyRoot, hashLeaf } from './merkle';
import { nodeHashing } from './node-hashing';
import { readPartialTile } from './read-nodes';
import { hashBytes } from './tiles';

/** Entries of one transaction: a second of a very busy Pli. */
const entriesAtOnce = 4_096;
const sequencerLock = 5_021_771_002;

export type Integrated = {
  /** Entries that got their place; 0: none waited, or (without `wait`) another copy was at it. */
  entries: number;
  /** Whether more were waiting than one transaction takes. */
  more: boolean;
};

/**
 * Gives waiting entries their place in the log, in order of their ids, exactly once: in one transaction under an advisory lock
 * leaves, numbers, full tiles and a signed checkpoint are written and the queue is emptied of them. Any number of copies may
 * call it at any time, and be killed: what is not committed did not happen.
 * @throws LogBroken when the last checkpoint is not of this key, or not of these leaves
 */
export async function integrateEntries(
  { db, keys }: Pick<Services, 'db' | 'keys'>,
  { wait = false } = {},
): Promise<Integrated> {
  return db.$transaction(
    async (tx) => {
      if (!(await takeLock(tx, wait))) return { entries: 0, more: false };
      const rows = await takeRows(tx);
      if (rows.length === 0) return { entries: 0, more: false };
      const edge = await readRightEdge(tx, keys.log);
      const begin = edge.size;
      const numbers = await nextNumbers(tx, rows);
      const hashes = rows.map((row, i) =>
        hashLeaf(buildLeaf(nodeHashing, leafSourceOf(row), numbers[i] ?? []).text),
      );
      const tiles = growTree(edge, hashes);
      await writeLeaves(tx, begin, rows, hashes);
      await writeNumbers(tx, begin, numbers);
      await writeTiles(tx, tiles);
      await writeCheckpoint(tx, keys.log, edge);
      return { entries: rows.length, more: rows.length === entriesAtOnce };
    },
    { maxWait: 10_000, timeout: 60_000 },
  );
}

/** Integrates until nothing that was committed before the call waits any more. */
export async function integrateAll(services: Pick<Services, 'db' | 'keys'>): Promise<void> {
  while ((await integrateEntries(services, { wait: true })).more);
}

async function takeLock(tx: Tx, wait: boolean): Promise<boolean> {
  if (wait) {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(${sequencerLock}::bigint)::text`;
    return true;
  }
  const [row] = await tx.$queryRaw<
    { taken: boolean }[]
  >`SELECT pg_try_advisory_xact_lock(${sequencerLock}::bigint) AS taken`;
  return row?.taken ?? false;
}

type QueuedRow = LeafRow & { organisations: string[] };

/**
 * Takes the first entries out of the queue, with the organisations that may read each, sorted. An entry whose row was taken
 * away meanwhile stays in the queue: the self-check names it.
 */
async function takeRows(tx: Tx): Promise<QueuedRow[]> {
  const waiting = await tx.$queryRaw<{ entry_id: bigint }[]>`
    DELETE FROM audit_unsequenced WHERE entry_id IN (
      SELECT entry_id FROM audit_unsequenced q WHERE EXISTS (SELECT FROM audit_entries e WHERE e.id = q.entry_id)
      ORDER BY entry_id LIMIT ${entriesAtOnce}) RETURNING entry_id`;
  if (waiting.length === 0) return [];
  const ids = waiting.map((row) => row.entry_id);
  const rows = await tx.$queryRaw<QueuedRow[]>`
    SELECT ${leafColumns}, v.organisations FROM audit_entries e
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(organisation_id::text ORDER BY organisation_id), '{}') AS organisations
      FROM audit_visibility WHERE entry_id = e.id) AS v
    WHERE e.id = ANY (${ids}::bigint[]) ORDER BY e.id`;
  if (rows.length !== ids.length)
    throw new LogBroken('an entry that waits for the log is not there any more');
  return rows;
}

/** The tree as it is, held against its last checkpoint. */
async function readRightEdge(tx: Tx, key: Services['keys']['log']): Promise<RightEdge> {
  const [last] = await tx.$queryRaw<{ tree_size: bigint; note: string }[]>`
    SELECT tree_size, note FROM log_checkpoints ORDER BY tree_size DESC LIMIT 1`;
  await assertNothingBeyond(tx, Number(last?.tree_size ?? 0));
  if (!last) return { size: 0, levels: [] };
  const checkpoint = openCheckpoint(key, last.note);
  const size = Number(last.tree_size);
  if (checkpoint?.treeSize !== size)
    throw new LogBroken(
      `the last checkpoint of the log is not signed by ${key.verifierKey}: every copy of Pli needs the log's first key (PLI_LOG_PRIVATE_KEY)`,
    );
  const levels: Uint8Array[][] = [];
  for (const tile of edgeTiles(size)) levels.push(split(await readPartialTile(tx, tile)));
  const edge = { size, levels };
  if (!Buffer.from(rootOf(edge)).equals(checkpoint.rootHash))
    throw new LogBroken(`the stored hashes of the log are not those of its checkpoint of ${size} entries`);
  return edge;
}

/** What stands behind the last signed head was put there by another way, or the head was taken. */
async function assertNothingBeyond(tx: Tx, size: number): Promise<void> {
  const [leaf] = await tx.$queryRaw<{ index: bigint }[]>`
    SELECT index FROM log_leaves WHERE index >= ${size}::bigint ORDER BY index LIMIT 1`;
  if (leaf)
    throw new LogBroken(`a leaf stands at ${leaf.index}, behind the last checkpoint of ${size} entries`);
}

function split(hashes: Uint8Array): Uint8Array[] {
  return Array.from({ length: hashes.length / hashBytes }, (_, i) =>
    hashes.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
}

/** The next number of each organisation that may read it, for every row. */
async function nextNumbers(tx: Tx, rows: readonly QueuedRow[]): Promise<OrganisationNumber[][]> {
  const organisations = [...new Set(rows.flatMap((row) => row.organisations))];
  const last = await tx.$queryRaw<{ organisation: string; number: bigint }[]>`
    SELECT o.id AS organisation, n.number FROM unnest(${organisations}::text[]) AS o(id)
    CROSS JOIN LATERAL (
      SELECT number FROM log_numbers WHERE organisation_id = o.id::uuid ORDER BY number DESC LIMIT 1) AS n`;
  const counters = new Map(last.map(({ organisation, number }) => [organisation, Number(number)]));
  return rows.map((row) =>
    row.organisations.map((organisation) => {
      const number = (counters.get(organisation) ?? 0) + 1;
      counters.set(organisation, number);
      return { number, organisation };
    }),
  );
}

async function writeLeaves(
  tx: Tx,
  begin: number,
  rows: readonly QueuedRow[],
  hashes: readonly Uint8Array[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO log_leaves (index, entry_id, leaf_hash)
    SELECT ${begin}::bigint + n - 1, id, substring(${Buffer.concat(hashes)}::bytea FROM (n::int - 1) * 32 + 1 FOR 32)
    FROM unnest(${rows.map((row) => row.id)}::bigint[]) WITH ORDINALITY AS leaf(id, n)`;
}

async function writeNumbers(
  tx: Tx,
  begin: number,
  numbers: readonly (readonly OrganisationNumber[])[],
): Promise<void> {
  const flat = numbers.flatMap((of, i) => of.map((one) => ({ ...one, index: begin + i })));
  if (flat.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO log_numbers (organisation_id, number, leaf_index)
    SELECT organisation::uuid, number, leaf_index FROM unnest(${flat.map((one) => one.organisation)}::text[],
      ${flat.map((one) => one.number)}::bigint[], ${flat.map((one) => one.index)}::bigint[]) AS n(organisation, number, leaf_index)`;
}

async function writeTiles(tx: Tx, tiles: readonly FullTile[]): Promise<void> {
  for (const { level, index, hashes, root } of tiles)
    await tx.$executeRaw`
      INSERT INTO log_tiles (level, tile_index, hashes, root)
      VALUES (${level}::int, ${index}::bigint, ${hashes}::bytea, ${root}::bytea)`;
}

async function writeCheckpoint(tx: Tx, key: Services['keys']['log'], edge: RightEdge): Promise<void> {
  const rootHash = rootOf(edge);
  const note = signCheckpoint(key, { treeSize: edge.size, rootHash });
  // The time at which everything under it that no earlier checkpoint covers was integrated: under the lock, and never before the last.
  await tx.$executeRaw`
    INSERT INTO log_checkpoints (tree_size, root_hash, note, created_at)
    VALUES (${edge.size}::bigint, ${rootHash}::bytea, ${note}, greatest(clock_timestamp(),
      (SELECT created_at FROM log_checkpoints ORDER BY tree_size DESC LIMIT 1)))`;
}

/** Signs the head of the empty log, so that a log without entries has a checkpoint as well. */
export async function ensureFirstCheckpoint({ db, keys }: Pick<Services, 'db' | 'keys'>): Promise<void> {
  const note = signCheckpoint(keys.log, { treeSize: 0, rootHash: emptyRoot });
  await db.$executeRaw`
    INSERT INTO log_checkpoints (tree_size, root_hash, note)
    SELECT 0, ${emptyRoot}::bytea, ${note} WHERE NOT EXISTS (SELECT FROM log_checkpoints) ON CONFLICT DO NOTHING`;
}
