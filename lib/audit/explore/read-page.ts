import 'server-only';
import { Prisma } from '../../db/sql';
import type { Tx } from '../../db/transaction';
import { directionSql, matchingSql, type Position, type Stretch } from './matching-sql';
import { type AuditRow, auditColumns, toItem } from './to-item';
import type { AuditFilter, AuditItem } from './wire';

/** At most `page.limit` entries that one organisation may read, in the order asked for. */
export async function readPage(
  tx: Pick<Tx, '$queryRaw'>,
  organisationId: string,
  filter: AuditFilter,
  page: Stretch,
): Promise<{ items: AuditItem[]; last: Position | null }> {
  const rows = await tx.$queryRaw<AuditRow[]>(pageSql(organisationId, filter, page));
  // The page ends behind the last by time and id, wherever that one stands among those of its moment.
  const ends = rows.filter(({ occurred_at }) => occurred_at.getTime() === rows.at(-1)?.occurred_at.getTime());
  const forth = page.direction === 'oldest-first';
  const last = ends.sort((a, b) => (a.id < b.id === forth ? -1 : 1)).at(-1);
  return {
    items: rows.map((row) => toItem(row, organisationId)),
    last: last ? { occurredAt: last.occurred_at, entryId: last.id } : null,
  };
}

/**
 * By time, and at one moment by their places in the log; what waits for its place is the newest. Which entries make a page is decided by
 * time and id, an index: entries of one moment, of different envelopes and begun in another order than they ended, may be parted by
 * the end of a page. A page costs the same in a log of a million entries as of a hundred (test/integration/audit-scale.test.ts).
 */
export function pageSql(organisationId: string, filter: AuditFilter, page: Stretch): Prisma.Sql {
  const { order } = directionSql(page.direction);
  return Prisma.sql`
    SELECT ${auditColumns}
    FROM (SELECT * FROM (${matchingSql(organisationId, filter, page)}) AS found
      ORDER BY occurred_at ${order}, entry_id ${order} LIMIT ${page.limit}) AS page
    JOIN audit_entries e ON e.id = page.entry_id
    LEFT JOIN log_leaves l ON l.entry_id = page.entry_id
    ORDER BY page.occurred_at ${order}, l.index ${order}, page.entry_id ${order}`;
}
