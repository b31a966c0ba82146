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
  const last = rows.at(-1);
  return {
    items: rows.map((row) => toItem(row, organisationId)),
    last: last ? { occurredAt: last.occurred_at, entryId: last.id } : null,
  };
}

/** A page costs the same in a log of a million entries as of a hundred (test/integration/audit-scale.test.ts). */
export function pageSql(organisationId: string, filter: AuditFilter, page: Stretch): Prisma.Sql {
  const { order } = directionSql(page.direction);
  return Prisma.sql`
    SELECT ${auditColumns}
    FROM (SELECT * FROM (${matchingSql(organisationId, filter, page)}) AS found
      ORDER BY occurred_at ${order}, entry_id ${order} LIMIT ${page.limit}) AS page
    JOIN audit_entries e ON e.id = page.entry_id
    ORDER BY page.occurred_at ${order}, page.entry_id ${order}`;
}
