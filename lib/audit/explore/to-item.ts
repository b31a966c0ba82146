import 'server-only';
import { Prisma } from '../../db/sql';
import { clientOwner, showsClient } from '../trail/client-owner';
import type { AuditItem } from './wire';

/** What a page or an export shows of a row of `audit_entries e`. */
export const auditColumns = Prisma.sql`e.id, e.occurred_at, e.event, e.actor_kind, e.actor_address, e.recipient_address,
  e.envelope_id, e.client_address, e.client_agent, e.detail, ${clientOwner} AS client_owner`;

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
  client_owner: string | null;
  detail: Record<string, unknown>;
};

/** The row as it travels to a reader of this organisation. */
export function toItem(row: AuditRow, organisationId: string): AuditItem {
  const shown = showsClient(row.client_owner, organisationId);
  return {
    id: String(row.id),
    occurredAt: row.occurred_at.toISOString(),
    event: row.event,
    actorKind: row.actor_kind,
    actorAddress: row.actor_address,
    recipientAddress: row.recipient_address,
    envelopeId: row.envelope_id,
    clientAddress: shown ? row.client_address : null,
    clientAgent: shown ? row.client_agent : null,
    detail: row.detail,
  };
}
