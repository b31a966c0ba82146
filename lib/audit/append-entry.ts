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

/** Appends an entry in the caller's transaction: if it cannot be written, the change it describes does not happen either. */
export async function appendEntry(tx: Tx, entry: NewAuditEntry): Promise<void> {
  const actor = entry.actor;
  const actorAddress =
    entry.actorAddress ??
    (actor.kind === 'user' ? actor.email : actor.kind === 'guest' ? actor.address : null);
  const recipientAddress = entry.recipientId ? await addressOf(tx, entry.recipientId) : null;
  const written = await tx.auditEntry.create({
    data: {
      event: entry.event,
      actorKind: actor.kind,
      actorId: actor.kind === 'user' ? actor.userId : actor.kind === 'guest' ? actor.guestId : null,
      actorAddress,
      envelopeId: entry.envelopeId ?? null,
      recipientId: entry.recipientId ?? null,
      recipientAddress,
      clientAddress: entry.client?.address ?? null,
      clientAgent: entry.client?.agent?.slice(0, 300) ?? null,
      detail: { ...entry.detail, ...throughToken(actor) },
    },
    select: { id: true, occurredAt: true },
  });
  await tx.auditVisibility.createMany({
    data: [...new Set(entry.organisationIds)].map((organisationId) => ({
      organisationId,
      entryId: written.id,
      occurredAt: written.occurredAt,
      event: entry.event,
      actorAddress,
      recipientAddress,
      envelopeId: entry.envelopeId ?? null,
    })),
  });
}

/** A program acted for the person: by which of her access tokens. */
function throughToken(actor: NewAuditEntry['actor']): { token?: string } {
  return actor.kind === 'user' && actor.token !== undefined ? { token: actor.token.id } : {};
}

async function addressOf(tx: Tx, recipientId: string): Promise<string | null> {
  const recipient = await tx.recipient.findUnique({ where: { id: recipientId }, select: { address: true } });
  return recipient?.address ?? null;
}
