import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { lockEnvelope } from '../envelope/lock-envelope';
import { readSealed, type Sealed } from '../envelope/read-sealed';
import { AppError } from '../errors';

/** A sent envelope with all its recipients, its row locked until the transaction ends. */
export type ManagedEnvelope = Sealed & { recipients: Awaited<ReturnType<typeof recipientsOf>> };

/**
 * A sent envelope for who may change what becomes of it, her row held, its own locked: openings, release and other changes wait. Recipients by id.
 * @throws AppError `not-found`, also for envelopes of other mailboxes; `taken-back` when nothing is left to change
 */
export async function lockManagedEnvelope(
  tx: Tx,
  asking: Actor,
  envelopeId: string,
  now: Date,
): Promise<ManagedEnvelope> {
  const actor = await holdActor(tx, asking, now);
  await lockEnvelope(tx, envelopeId);
  const envelope = await readSealed(tx, envelopeId);
  if (!can(actor, 'envelope.manage-recipients', envelope)) throw new AppError('not-found');
  if (envelope.takenBackAt !== null) throw new AppError('taken-back');
  return { ...envelope, recipients: await recipientsOf(tx, envelopeId) };
}

function recipientsOf(tx: Tx, envelopeId: string) {
  return tx.recipient.findMany({
    where: { envelopeId },
    include: { mailbox: { select: { organisationId: true } } },
    orderBy: { id: 'asc' },
  });
}

/** The mailboxes of those who were let in: nobody else's organisation is to learn that there is a letter. */
export function mailboxesIn(recipients: ManagedEnvelope['recipients']): { organisationId: string | null }[] {
  return recipients.flatMap(({ releasedAt, mailbox }) => (releasedAt === null ? [] : mailbox));
}
