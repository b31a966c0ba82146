import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import type { Tx } from '../db/transaction';
import { AppError, type ErrorCode } from '../errors';
import { lockEnvelope } from './lock-envelope';
import { readSealed } from './read-sealed';

/** A recipient's row with its sealed envelope. */
export type Received = Awaited<ReturnType<typeof lockReceived>>;

/**
 * The recipient a reference names, whoever asks, with its envelope and then its row locked until the transaction ends: of two
 * first openings one is the first, and nothing is opened while it is being blocked.
 * @throws AppError `not-found`
 */
export async function lockReceived(tx: Tx, reference: string) {
  const named = await tx.recipient.findUnique({ where: { reference }, select: { envelopeId: true } });
  if (named === null) throw new AppError('not-found');
  await lockEnvelope(tx, named.envelopeId);
  await tx.$executeRaw`SELECT 1 FROM recipients WHERE reference = ${reference} FOR UPDATE`;
  const recipient = await tx.recipient.findUnique({
    where: { reference },
    include: { mailbox: { select: { organisationId: true, kind: true } } },
  });
  if (recipient === null) throw new AppError('not-found');
  return { ...recipient, envelope: await readSealed(tx, recipient.envelopeId) };
}

/** Whether the recipient was ever let in: before that, and when it was taken back in time, there is nothing to be seen. */
export function wasReleased({ releasedAt }: { releasedAt: Date | null }): boolean {
  return releasedAt !== null;
}

/**
 * Why this actor may not open it now; null when nothing stands against it. Somebody else's, and what is not released yet,
 * look like nothing at all.
 */
export function refusalOf(actor: Actor, received: Received, now: Date): ErrorCode | null {
  if (!can(actor, 'received.see', received) || !wasReleased(received)) return 'not-found';
  if (!can(actor, 'received.open', received)) return 'blocked';
  if (received.withdrawnAt !== null) return 'withdrawn';
  return received.envelope.accessUntil <= now ? 'expired' : null;
}
