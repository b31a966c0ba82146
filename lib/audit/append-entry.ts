import type { Actor, Client } from '../access/actor';
import type { Tx } from '../jobs/queue';
import type { AuditEvent } from './event-names';

/** One fact to be written; `organisationIds` are those that may read it (at least one). */
export type NewAuditEntry = {
  event: AuditEvent;
  actor: Actor | { kind: 'system' };
  /** Overrides the actor's address, e.g. the address somebody tried to sign in with. */
  actorAddress?: string;
  client: Client | null;
  organisationIds: readonly string[];
  envelopeId?: string;
  /** The recipient it is about; the address is read from its row. */
  recipientId?: string;
  /** Small facts; never content, titles or file names. */
  detail?: Readonly<Record<string, string | number | boolean | null>>;
};

/**
 * Appends an entry in the caller's transaction: if it cannot be written, the change it describes does not happen either.
 * One statement: the function reads the recipient's address, and writes the entry and who may read it.
 */
export async function appendEntry(tx: Tx, entry: NewAuditEntry): Promise<void> {
  const actor = entry.actor;
  const actorId = actor.kind === 'user' ? actor.userId : actor.kind === 'guest' ? actor.guestId : null;
  const actorAddress =
    entry.actorAddress ??
    (actor.kind === 'user' ? actor.email : actor.kind === 'guest' ? actor.address : null);
  const detail = JSON.stringify({ ...entry.detail, ...throughToken(actor) });
  await tx.$queryRaw`
    SELECT append_audit_entry(${entry.event}, ${actor.kind}, ${actorId}::uuid, ${actorAddress}, ${entry.envelopeId ?? null}::uuid,
      ${entry.recipientId ?? null}::uuid, ${entry.client?.address ?? null}, ${entry.client?.agent?.slice(0, 300) ?? null},
      ${detail}::jsonb, ${entry.organisationIds}::uuid[])`;
}

/** A program acted for the person: by which of her access tokens. */
function throughToken(actor: NewAuditEntry['actor']): { token?: string } {
  return actor.kind === 'user' && actor.token !== undefined ? { token: actor.token.id } : {};
}
