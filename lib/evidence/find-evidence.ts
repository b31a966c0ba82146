import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { organisationsConcerned, organisationsOf } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { lockReceived } from '../envelope/lock-received';
import { readSealed, type Sealed } from '../envelope/read-sealed';
import type { NamedPlace } from '../envelope-format/salted-hash';
import { AppError } from '../errors';
import type { EvidenceReader } from './reader-view';

/** Which envelope's evidence is asked for, and in what part one asks. */
export type EvidenceSubject =
  | { as: 'sender'; envelopeId: string }
  | { as: 'recipient'; reference: string }
  | { as: 'administrator'; envelopeId: string };

export type FoundEvidence = {
  envelope: Sealed;
  reader: EvidenceReader;
  /** The reader's own place in the seal; null for who is no recipient. */
  place: (NamedPlace & { salt: Uint8Array }) | null;
  /** Who may read the entry that it was taken. */
  organisationIds: string[];
};

/**
 * The envelope whose evidence the actor may take, and as whom.
 * @param actor with the row held (lib/auth/lock-actor.ts): that it was issued is an entry
 * @throws AppError `not-found` for what is not there and for what is not his alike
 */
export async function findEvidence(tx: Tx, actor: Actor, subject: EvidenceSubject): Promise<FoundEvidence> {
  switch (subject.as) {
    case 'sender':
      return ofSender(tx, actor, subject.envelopeId);
    case 'recipient':
      return ofRecipient(tx, actor, subject.reference);
    case 'administrator':
      return ofAdministrator(tx, actor, subject.envelopeId);
  }
}

async function ofSender(tx: Tx, actor: Actor, envelopeId: string): Promise<FoundEvidence> {
  const envelope = await readSealed(tx, envelopeId);
  if (actor.kind !== 'user' || !can(actor, 'evidence.of-sent', envelope)) throw new AppError('not-found');
  const reader = { kind: 'sender', actorId: actor.userId, organisationId: envelope.organisationId } as const;
  return { envelope, reader, place: null, organisationIds: organisationsOf(envelope) };
}

async function ofRecipient(tx: Tx, actor: Actor, reference: string): Promise<FoundEvidence> {
  const received = await lockReceived(tx, reference);
  if (actor.kind === 'anonymous' || !can(actor, 'evidence.of-received', received) || !received.releasedAt)
    throw new AppError('not-found');
  const { id: recipientId, address, kind, name, salt, envelope } = received;
  const actorId = actor.kind === 'user' ? actor.userId : actor.guestId;
  return {
    envelope,
    reader: { kind: 'recipient', actorId, recipientId, address },
    place: { address, kind, name: name ?? '', salt },
    organisationIds: organisationsConcerned(envelope, received),
  };
}

async function ofAdministrator(tx: Tx, actor: Actor, envelopeId: string): Promise<FoundEvidence> {
  if (actor.kind !== 'user' || !can(actor, 'evidence.of-audited', actor)) throw new AppError('not-found');
  const { organisationId } = actor;
  const seen = await tx.auditVisibility.findFirst({
    where: { organisationId, envelopeId },
    select: { entryId: true },
  });
  if (!seen) throw new AppError('not-found');
  const envelope = await readSealed(tx, envelopeId);
  return {
    envelope,
    reader: { kind: 'administrator', organisationId },
    place: null,
    organisationIds: [organisationId],
  };
}
