import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { lockOwnCopy } from '../envelope/lock-own-copy';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import { vaultHolder } from '../envelope/release-content-key';
import { AppError } from '../errors';

/** Which copy of a letter: a recipient's, by the reference of its link, or the sender's own, by the envelope's id. */
export type CopySide = { kind: 'received'; reference: string } | { kind: 'sent'; envelopeId: string };

/**
 * A copy that this member may open at this moment, and whose mailbox has opened it or wrote it, with its letter locked until the transaction ends: what
 * ends her reading comes before or after, and so does what it takes away.
 * @throws AppError `not-found`, `withdrawn`, `blocked`, `expired`, `content-destroyed`
 */
export async function lockReadCopy(
  tx: Tx,
  asking: Actor,
  side: CopySide,
  now: Date,
): Promise<{ itemId: string; mailboxId: string }> {
  const actor = await holdActor(tx, asking, now);
  const copy =
    side.kind === 'received' ? await lockOpened(tx, actor, side, now) : await lockSent(tx, actor, side);
  const key = await tx.envelopeKey.findUnique({
    where: { envelopeId_holder: { envelopeId: copy.envelopeId, holder: vaultHolder.holder } },
    select: { destroyedAt: true },
  });
  if (!key || key.destroyedAt !== null) throw new AppError('content-destroyed');
  return { itemId: copy.itemId, mailboxId: copy.mailboxId };
}

async function lockOpened(tx: Tx, actor: Actor, { reference }: { reference: string }, now: Date) {
  const received = await lockReceived(tx, reference);
  const refusal = refusalOf(actor, received, now);
  if (refusal !== null) throw new AppError(refusal);
  const item = await tx.mailboxItem.findUnique({ where: { recipientId: received.id }, select: { id: true } });
  if (item === null || received.openedAt === null) throw new AppError('not-found');
  return { itemId: item.id, mailboxId: received.mailboxId, envelopeId: received.envelopeId };
}

async function lockSent(tx: Tx, actor: Actor, { envelopeId }: { envelopeId: string }) {
  const { mailboxId, ...own } = await lockOwnCopy(tx, envelopeId);
  if (!can(actor, 'envelope.open-sent', { ...own, mailboxId })) throw new AppError('not-found');
  return { itemId: envelopeId, mailboxId, envelopeId };
}
