import 'server-only';
import { Prisma } from '../db/sql';
import type { AuditItem } from './wire';

/** What a page or an export shows of a row of `audit_entries e`. */
export const auditColumns = Prisma.sql`e.id, e.occurred_at, e.event, e.actor_kind, e.actor_address, e.recipient_address,
  e.envelope_id, e.client_address, e.client_agent, e.detail`;

/** A row of these columns. */
export type AuditRow = {
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

/** The row as it travels. */
export function toItem(row: AuditRow): AuditItem {
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
