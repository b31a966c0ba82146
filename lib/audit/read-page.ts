import 'server-only';
import { Prisma } from '../db/sql';
import type { Tx } from '../jobs/queue';
import type { AuditFilter, AuditItem } from './wire';

/** A place in the order of entries: time, then id. */
export type Position = { occurredAt: Date; entryId: bigint };

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

/** `after`: strictly beyond that place. */
export type Page = { direction: 'newest-first' | 'oldest-first'; after: Position | null; limit: number };

/** At most `page.limit` entries that one organisation may read. */
export async function readPage(
  tx: Pick<Tx, '$queryRaw'>,
  organisationId: string,
  filter: AuditFilter,
  page: Page,
): Promise<{ items: AuditItem[]; last: Position | null }> {
  const rows = await tx.$queryRaw<Row[]>(pageSql(organisationId, filter, page));
  const last = rows.at(-1);
  return { items: rows.map(toItem), last: last ? { occurredAt: last.occurred_at, entryId: last.id } : null };
}

/**
 * Every filter is a range of one index that is already in this order, so a page costs the same in a log of a million
 * entries as of a hundred (test/integration/audit-scale.test.ts).
 */
export function pageSql(organisationId: string, filter: AuditFilter, page: Page): Prisma.Sql {
  const newestFirst = page.direction === 'newest-first';
  const order = newestFirst ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const beyond = newestFirst ? Prisma.sql`<` : Prisma.sql`>`;
  const conditions = [
    Prisma.sql`organisation_id = ${organisationId}::uuid`,
    filter.from && Prisma.sql`occurred_at >= ${new Date(filter.from)}`,
    filter.to && Prisma.sql`occurred_at < ${new Date(filter.to)}`,
    filter.envelope && Prisma.sql`envelope_id = ${filter.envelope}::uuid`,
    filter.event && Prisma.sql`event = ${filter.event}`,
    page.after &&
      Prisma.sql`(occurred_at, entry_id) ${beyond} (${page.after.occurredAt}, ${page.after.entryId})`,
  ].filter((condition) => condition instanceof Prisma.Sql);
  const matching = (person?: Prisma.Sql) => Prisma.sql`
    SELECT occurred_at, entry_id FROM audit_visibility
    WHERE ${Prisma.join([...conditions, ...(person ? [person] : [])], ' AND ')}
    ORDER BY occurred_at ${order}, entry_id ${order} LIMIT ${page.limit}`;
  // Two ranges of two indexes, merged: one OR would make Postgres sort everything the person ever did.
  const ids = filter.person
    ? Prisma.sql`(${matching(Prisma.sql`actor_address = ${filter.person}`)}) UNION (${matching(Prisma.sql`recipient_address = ${filter.person}`)})`
    : matching();
  return Prisma.sql`
    SELECT e.id, e.occurred_at, e.event, e.actor_kind, e.actor_address, e.recipient_address, e.envelope_id,
      e.client_address, e.client_agent, e.detail
    FROM (SELECT * FROM (${ids}) AS found ORDER BY occurred_at ${order}, entry_id ${order} LIMIT ${page.limit}) AS page
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
