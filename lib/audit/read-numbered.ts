import 'server-only';
import type { Tx } from '../jobs/queue';
import type { AuditItem } from './wire';

type Row = {
  number: bigint;
  leaf_index: bigint;
  id: bigint | null;
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

/** An entry with the organisation's number of it and its index in the log (docs/audit-log.md, sections 1 and 2). */
export type NumberedEntry = AuditItem & { number: number; index: number };

/**
 * The next entries of one organisation behind a number, in the order of the log: only what has been integrated, and of that
 * only what the organisation may still see. `lastNumber` is the last number looked at, also where its entry has been
 * pruned; null: there is nothing behind `after`.
 */
export async function readNumbered(
  db: Pick<Tx, '$queryRaw'>,
  organisationId: string,
  range: { after: number; last?: number; limit: number },
): Promise<{ entries: NumberedEntry[]; lastNumber: number | null }> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT n.number, n.leaf_index, e.id, e.occurred_at, e.event, e.actor_kind, e.actor_address, e.recipient_address,
      e.envelope_id, e.client_address, e.client_agent, e.detail
    FROM (SELECT number, leaf_index FROM log_numbers
      WHERE organisation_id = ${organisationId}::uuid AND number > ${range.after} AND number <= ${range.last ?? Number.MAX_SAFE_INTEGER}
      ORDER BY number LIMIT ${range.limit}) AS n
    JOIN log_leaves l ON l.index = n.leaf_index
    LEFT JOIN audit_visibility v ON v.organisation_id = ${organisationId}::uuid AND v.entry_id = l.entry_id
    LEFT JOIN audit_entries e ON e.id = v.entry_id
    ORDER BY n.number`;
  const last = rows.at(-1);
  return {
    entries: rows.filter(({ id }) => id !== null).map(toNumbered),
    lastNumber: last ? Number(last.number) : null,
  };
}

function toNumbered(row: Row): NumberedEntry {
  return {
    number: Number(row.number),
    index: Number(row.leaf_index),
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

/** The organisation's highest number in the log; 0 where it has none. */
export async function lastNumberOf(db: Pick<Tx, '$queryRaw'>, organisationId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ number: bigint }[]>`
    SELECT number FROM log_numbers WHERE organisation_id = ${organisationId}::uuid ORDER BY number DESC LIMIT 1`;
  return Number(row?.number ?? 0);
}
