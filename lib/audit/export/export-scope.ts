import 'server-only';
import { Prisma } from '../../db/sql';
import type { Tx } from '../../db/transaction';
import type { LoggedEntry } from '../../transparency-log/read-logged-entries';
import { readLoggedEntries } from '../../transparency-log/read-logged-entries';
import { matchingSql, type Position } from '../explore/matching-sql';
import type { AuditFilter } from '../explore/wire';

type Db = Pick<Tx, '$queryRaw'>;

/** The organisation's numbers from `first` to `last`; none where `last` is `first` - 1. */
export type NumberRange = { first: number; last: number };

const entriesABatch = 1_000;
/**
 * Numbers follow the order of the log, `occurred_at` is the time at which a transaction began: no transaction lasts so long
 * that an entry stands this far from its time.
 */
const disorder = Prisma.sql`interval '10 minutes'`;

/** Whether a filter takes entries out of the middle, so that no completeness can be claimed. */
export function leavesHoles({ person, envelope, event }: AuditFilter): boolean {
  return person !== undefined || envelope !== undefined || event !== undefined;
}

/**
 * The numbers of a stretch of time, without a hole: from the lowest number of an entry at or after `from` to the highest of
 * one before `to`. At the edges this takes entries along whose time lies a moment outside; it never leaves one out. An open
 * edge is that of the log itself: the number behind the last one pruned, the last one given. So an entry that somebody took out of the
 * database by another way leaves a hole that a verifier finds.
 */
export async function numbersBetween(
  db: Db,
  organisationId: string,
  { from, to, treeSize }: { from: string | undefined; to: string | undefined; treeSize: number },
): Promise<NumberRange> {
  const begin = (await prunedUpTo(db, organisationId)) + 1;
  const end = await lastNumberBelow(db, organisationId, treeSize);
  const last = to ? await numberNear(db, organisationId, 'DESC', { treeSize, to: new Date(to) }) : end;
  if (last === null) return { first: end + 1, last: end };
  const first = from
    ? await numberNear(db, organisationId, 'ASC', { treeSize, from: new Date(from) })
    : begin;
  if (first === null || first > last) return { first: last + 1, last };
  return { first: Math.max(begin, first), last };
}

/** The number up to which the organisation's entries left by retention; 0 where none did. */
export async function prunedUpTo(db: Db, organisationId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ number: bigint }[]>`
    SELECT up_to_number AS number FROM log_prunings
    WHERE organisation_id = ${organisationId}::uuid ORDER BY up_to_number DESC LIMIT 1`;
  return Number(row?.number ?? 0);
}

/** The organisation's last number in a tree of that size; 0 where it has none. */
async function lastNumberBelow(db: Db, organisationId: string, treeSize: number): Promise<number> {
  const [row] = await db.$queryRaw<{ number: bigint }[]>`
    SELECT number FROM log_numbers
    WHERE organisation_id = ${organisationId}::uuid AND leaf_index < ${treeSize}::bigint ORDER BY number DESC LIMIT 1`;
  return Number(row?.number ?? 0);
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

/**
 * The entries of a range of numbers, in the order of the log, batch by batch. One that is missing without having been pruned is a hole
 * for the verifier to find.
 * @throws Error where entries of the range were pruned since it was chosen
 */
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
    const isWhole = entries.length === Math.min(entriesABatch, last - after);
    if (!isWhole && (await prunedUpTo(db, organisationId)) > after) throw prunedMeanwhile();
    yield entries;
  }
}

/**
 * The entries that fit a filter, in the order of the log. Their indexes are gathered first (8 bytes each), because an index of
 * the database is in the order of time, which is not quite that of the log.
 * @throws Error where entries were pruned since, beyond the number `pruned`
 */
export async function* entriesByFilter(
  db: Db,
  organisationId: string,
  filter: AuditFilter,
  { treeSize, pruned }: { treeSize: number; pruned: number },
): AsyncGenerator<LoggedEntry[]> {
  const isPrunedSince = async () => (await prunedUpTo(db, organisationId)) > pruned;
  const found = await indexesOf(db, organisationId, filter, treeSize);
  // A second reading for the same file must find what the first one found.
  if (await isPrunedSince()) throw prunedMeanwhile();
  for (let begin = 0; begin < found.length; begin += entriesABatch) {
    const indexes = [...found.subarray(begin, begin + entriesABatch)];
    const entries = await readLoggedEntries(db, { indexes });
    if (entries.length < indexes.length && (await isPrunedSince())) throw prunedMeanwhile();
    yield entries;
  }
}

function prunedMeanwhile(): Error {
  return new Error('entries were pruned while they were exported: the export has to begin again');
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
