import { clientValue, type LeafSource, personValue } from '../audit-format/leaf';
import { Prisma } from '../db/sql';

/** Columns of `audit_entries e` that a leaf is made of. */
export type LeafRow = {
  id: bigint;
  occurred_at: Date;
  event: string;
  actor_kind: LeafSource['actorKind'];
  actor_id: string | null;
  actor_address: string | null;
  envelope_id: string | null;
  recipient_id: string | null;
  recipient_address: string | null;
  client_address: string | null;
  client_agent: string | null;
  detail: Record<string, unknown>;
  salt: Uint8Array;
};

export const leafColumns = Prisma.sql`e.id, e.occurred_at, e.event, e.actor_kind::text AS actor_kind, e.actor_id::text AS actor_id,
  e.actor_address, e.envelope_id::text AS envelope_id, e.recipient_id::text AS recipient_id, e.recipient_address,
  e.client_address, e.client_agent, e.detail, e.salt`;

/** A row as the encoding wants it. */
export function leafSourceOf(row: LeafRow): LeafSource {
  return {
    id: String(row.id),
    at: row.occurred_at.toISOString(),
    event: row.event,
    actorKind: row.actor_kind,
    envelope: row.envelope_id,
    salt: row.salt,
    fields: {
      actor: personValue(row.actor_id, row.actor_address),
      recipient: personValue(row.recipient_id, row.recipient_address),
      client: clientValue(row.client_address, row.client_agent),
      detail: row.detail,
    },
  };
}
