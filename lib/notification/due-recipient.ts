import type { Tx } from '../db/transaction';

/** A recipient that still waits for a notification, with what the mail is written from. */
export type DueRecipient = NonNullable<Awaited<ReturnType<typeof readDue>>>;

/** The recipient, or null when its notification is in another state than the one asked for. */
export async function readDue(tx: Tx, recipientId: string, state: 'pending' | 'unconfirmed' = 'pending') {
  const recipient = await tx.recipient.findUnique({
    where: { id: recipientId, notificationState: state },
    include: {
      mailbox: { select: { organisationId: true, kind: true } },
      envelope: { include: { organisation: true } },
    },
  });
  if (recipient === null) return null;
  const { envelope } = recipient;
  if (envelope.senderAddress === null || envelope.sealedAt === null || envelope.expiresAt === null) {
    throw new Error('a recipient of an envelope that is not sealed'); // a check constraint makes this impossible
  }
  const { senderAddress, sealedAt, expiresAt } = envelope;
  return { ...recipient, envelope: { ...envelope, senderAddress, sealedAt, expiresAt } };
}
