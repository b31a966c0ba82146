import 'server-only';
import { Prisma } from '../db/sql';
import type { Tx } from '../jobs/queue';
import { directionSql, matchingSql, type Position, type Stretch } from './matching-sql';
import type { AuditFilter, AuditItem } from './wire';

type Row = {
  id: bigint;
  occurred_at: Date;
  event: string;
  actor_kind: AuditItem['actorKind'];
  actor_address: string | null;
  recipient_address: string | null;
  envelope_id: string | null;
  client_address: string | null;
  client_agent: string | null;
  detail: Record<string, unknown>;
};

/** At most `page.limit` entries that one organisation may read, in the order asked for. */
export async function readPage(
  tx: Pick<Tx, '$queryRaw'>,
  organisationId: string,
  filter: AuditFilter,
  page: Stretch,
): Promise<{ items: AuditItem[]; last: Position | null }> {
  const rows = await tx.$queryRaw<Row[]>(pageSql(organisationId, filter, page));
  const last = rows.at(-1);
  return { items: rows.map(toItem), last: last ? { occurredAt: last.occurred_at, entryId: last.id } : null };
}

/** A page costs the same in a log of a million entries as of a hundred (test/integration/audit-scale.test.ts). */
export function pageSql(organisationId: string, filter: AuditFilter, page: Stretch): Prisma.Sql {
  const { order } = directionSql(page.direction);
  return Prisma.sql`
    SELECT e.id, e.occurred_at, e.event, e.actor_kind, e.actor_address, e.recipient_address, e.envelope_id,
      e.client_address, e.client_agent, e.detail
    FROM (SELECT * FROM (${matchingSql(organisationId, filter, page)}) AS found
      ORDER BY occurred_at ${order}, entry_id ${order} LIMIT ${page.limit}) AS page
    JOIN audit_entries e ON e.id = page.entry_id
    ORDER BY page.occurred_at ${order}, page.entry_id ${order}`;
}

function toItem(row: Row): AuditItem {
  return {
    id: String(row.id),
    occurredAt: row.occurred_at.toISOString(),
    event: row.event,
    actorKind: row.actor_kind,
    actorAddress: row.actor_address,
    recipientAddress: row.recipient_address,
    envelopeId: row.envelope_id,
    clientAddress: row.client_address,
    clientAgent: row.client_agent,
    detail: row.detail,
  };
}
