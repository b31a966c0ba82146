import type { Tx } from '../db/transaction';

/** A recipient that still waits for a notification, with what the mail is written from. */
export type DueRecipient = NonNullable<Awaited<ReturnType<typeof readDue>>>;

/**
 * The recipient, or null when its notification is in another state than the one asked for, or its access was withdrawn: nobody is told of
 * what she cannot read.
 */
export async function readDue(tx: Tx, recipientId: string, state: 'pending' | 'unconfirmed' = 'pending') {
  const recipient = await tx.recipient.findUnique({
    where: { id: recipientId, notificationState: state, withdrawnAt: null },
    include: {
      mailbox: { select: { organisationId: true, kind: true } },
      envelope: { include: { organisation: true } },
    },
  });
  if (recipient === null) return null;
  const { envelope } = recipient;
  const { senderAddress, sealedAt, accessUntil } = envelope;
  if (senderAddress === null || sealedAt === null || accessUntil === null) {
    throw new Error('a recipient of an envelope that is not sealed'); // a check constraint makes this impossible
  }
  return { ...recipient, envelope: { ...envelope, senderAddress, sealedAt, accessUntil } };
}
