import 'server-only';
import { Prisma } from '../db/sql';
import type { Tx } from '../jobs/queue';
import type { LoggedEntry } from '../transparency-log/read-logged-entries';
import { readLoggedEntries } from '../transparency-log/read-logged-entries';
import { matchingSql, type Position } from './matching-sql';
import type { AuditFilter } from './wire';

type Db = Pick<Tx, '$queryRaw'>;

/** The organisation's numbers from `first` to `last`; none where `last` is `first` - 1. */
export type NumberRange = { first: number; last: number };

const entriesABatch = 1_000;
/**
 * Numbers follow the order of the log, `occurred_at` is the time at which a transaction began: no transaction lasts so long
 * that an entry stands this far from its time.
 */
const disorder = Prisma.sql`interval '10 minutes'`;
/** Pruning goes by time: so far behind the oldest entry that is still there, holes are looked for. */
const prunedWindow = 5_000;

/** Whether a filter takes entries out of the middle, so that no completeness can be claimed. */
export function leavesHoles({ person, envelope, event }: AuditFilter): boolean {
  return person !== undefined || envelope !== undefined || event !== undefined;
}

/**
 * The numbers of a stretch of time, without a hole: from the lowest number of an entry at or after `from` to the highest of
 * one before `to`. At the edges this takes entries along whose time lies a moment outside; it never leaves one out.
 */
export async function numbersBetween(
  db: Db,
  organisationId: string,
  { from, to, treeSize }: { from: string | undefined; to: string | undefined; treeSize: number },
): Promise<NumberRange> {
  const lastOfAll = await numberNear(db, organisationId, 'DESC', { treeSize });
  const last = to ? await numberNear(db, organisationId, 'DESC', { treeSize, to: new Date(to) }) : lastOfAll;
  if (last === null) return { first: (lastOfAll ?? 0) + 1, last: lastOfAll ?? 0 };
  const lowest = await numberNear(db, organisationId, 'ASC', {
    treeSize,
    ...(from && { from: new Date(from) }),
  });
  if (lowest === null || lowest > last) return { first: last + 1, last };
  return { first: await behindPruned(db, organisationId, lowest), last };
}

/** Lowest or highest number among the entries nearest to an edge of time. */
async function numberNear(
  db: Db,
  organisationId: string,
  order: 'ASC' | 'DESC',
  { from, to, treeSize }: { from?: Date; to?: Date; treeSize: number },
): Promise<number | null> {
  const bounds = [
    Prisma.sql`v.organisation_id = ${organisationId}::uuid`,
    ...(from ? [Prisma.sql`v.occurred_at >= ${from}`] : []),
    ...(to ? [Prisma.sql`v.occurred_at < ${to}`] : []),
  ];
  const direction = order === 'ASC' ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const window =
    order === 'ASC'
      ? Prisma.sql`v.occurred_at <= edge.occurred_at + ${disorder}`
      : Prisma.sql`v.occurred_at >= edge.occurred_at - ${disorder}`;
  const [row] = await db.$queryRaw<{ number: bigint | null }[]>`
    WITH edge AS (
      SELECT v.occurred_at FROM audit_visibility v
      JOIN log_leaves l ON l.entry_id = v.entry_id AND l.index < ${treeSize}::bigint
      WHERE ${Prisma.join(bounds, ' AND ')} ORDER BY v.occurred_at ${direction}, v.entry_id ${direction} LIMIT 1)
    SELECT n.number FROM edge, audit_visibility v
    JOIN log_leaves l ON l.entry_id = v.entry_id AND l.index < ${treeSize}::bigint
    JOIN log_numbers n ON n.leaf_index = l.index AND n.organisation_id = v.organisation_id
    WHERE ${Prisma.join([...bounds, window], ' AND ')} ORDER BY n.number ${direction} LIMIT 1`;
  return row?.number == null ? null : Number(row.number);
}

async function behindPruned(db: Db, organisationId: string, lowest: number): Promise<number> {
  const [row] = await db.$queryRaw<{ number: bigint | null }[]>`
    SELECT max(n.number) AS number FROM log_numbers n JOIN log_leaves l ON l.index = n.leaf_index
    LEFT JOIN audit_visibility v ON v.organisation_id = n.organisation_id AND v.entry_id = l.entry_id
    WHERE n.organisation_id = ${organisationId}::uuid AND n.number >= ${lowest}::bigint
      AND n.number < ${lowest + prunedWindow}::bigint AND v.entry_id IS NULL`;
  return row?.number == null ? lowest : Number(row.number) + 1;
}

/** The entries of a range of numbers, in the order of the log, batch by batch. */
export async function* entriesByNumber(
  db: Db,
  organisationId: string,
  { first, last }: NumberRange,
): AsyncGenerator<LoggedEntry[]> {
  for (let after = first - 1; after < last; after += entriesABatch) {
    const rows = await db.$queryRaw<{ leaf_index: bigint }[]>`
      SELECT n.leaf_index FROM log_numbers n JOIN log_leaves l ON l.index = n.leaf_index
      JOIN audit_visibility v ON v.organisation_id = n.organisation_id AND v.entry_id = l.entry_id
      WHERE n.organisation_id = ${organisationId}::uuid AND n.number > ${after}::bigint
        AND n.number <= ${Math.min(after + entriesABatch, last)}::bigint`;
    const entries = await readLoggedEntries(db, { indexes: rows.map((row) => Number(row.leaf_index)) });
    if (entries.length < Math.min(entriesABatch, last - after)) {
      throw new Error(`entries after number ${after} were pruned while they were exported`);
    }
    yield entries;
  }
}

/**
 * The entries that fit a filter, in the order of the log. Their indexes are gathered first (8 bytes each), because an index of
 * the database is in the order of time, which is not quite that of the log.
 */
export async function* entriesByFilter(
  db: Db,
  organisationId: string,
  filter: AuditFilter,
  treeSize: number,
): AsyncGenerator<LoggedEntry[]> {
  const indexes = await indexesOf(db, organisationId, filter, treeSize);
  for (let begin = 0; begin < indexes.length; begin += entriesABatch) {
    yield readLoggedEntries(db, { indexes: [...indexes.subarray(begin, begin + entriesABatch)] });
  }
}

async function indexesOf(
  db: Db,
  organisationId: string,
  filter: AuditFilter,
  treeSize: number,
): Promise<Float64Array> {
  let found = new Float64Array(entriesABatch);
  let count = 0;
  for (let after: Position | null = null; ; ) {
    const stretch = { direction: 'oldest-first', after, limit: entriesABatch } as const;
    const rows: { occurred_at: Date; entry_id: bigint; index: bigint | null }[] = await db.$queryRaw`
      SELECT page.occurred_at, page.entry_id, l.index FROM (
        SELECT occurred_at, entry_id FROM (${matchingSql(organisationId, filter, stretch)}) AS found
        ORDER BY occurred_at, entry_id LIMIT ${entriesABatch}) AS page
      LEFT JOIN log_leaves l ON l.entry_id = page.entry_id
      ORDER BY page.occurred_at, page.entry_id`;
    for (const { index } of rows) {
      if (index === null || Number(index) >= treeSize) continue;
      if (count === found.length) {
        const larger = new Float64Array(count * 2);
        larger.set(found);
        found = larger;
      }
      found[count++] = Number(index);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < entriesABatch) return found.subarray(0, count).sort();
    after = { occurredAt: last.occurred_at, entryId: last.entry_id };
  }
}
