import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { lockRecipient, type Received } from '../envelope/lock-received';
import { AppError } from '../errors';

/**
 * A recipient of a sent envelope, for a member of the sending mailbox, with the person's row held and the recipient's locked. What
 * the recipient's mailbox did with its copy is not told.
 * @throws AppError `not-found` also for recipients of other envelopes and envelopes of other mailboxes
 */
export async function lockManagedRecipient(
  tx: Tx,
  asking: Actor,
  { envelopeId, recipientId }: { envelopeId: string; recipientId: string },
  now: Date,
): Promise<Received> {
  const actor = await holdActor(tx, asking, now);
  const named = await tx.recipient.findFirst({
    where: { id: recipientId, envelopeId },
    select: { reference: true },
  });
  if (named === null) throw new AppError('not-found');
  const received = await lockRecipient(tx, named.reference);
  if (!can(actor, 'envelope.manage-recipients', received.envelope)) throw new AppError('not-found');
  return { ...received, removedAt: null };
}
