import 'server-only';
import type { Actor, Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import type { Received } from '../envelope/lock-received';
import { touchItems } from '../mailbox/mailbox-items';
import { newMessageId } from '../notification/message-id';
import type { Services } from '../services';

/**
 * Asks for one more notification in the caller's transaction: a new mail with a new Message-ID, or, while one is still on
 * its way, another try of that one now instead of at the end of its pause.
 */
export async function requestNotification(
  services: Pick<Services, 'queue' | 'config'>,
  tx: Tx,
  { actor, client, received }: { actor: Actor; client: Client; received: Received },
): Promise<void> {
  if (received.notificationState !== 'pending') {
    await tx.recipient.update({
      where: { id: received.id },
      data: {
        notificationState: 'pending',
        notificationId: newMessageId(services.config.mail),
        notificationTries: 0,
        notificationFailure: null,
      },
    });
    await touchItems(tx, received.envelopeId, [], null);
  }
  await appendEntry(tx, {
    event: 'NotificationRequested',
    actor,
    client,
    organisationIds: organisationsConcerned(received.envelope, received),
    envelopeId: received.envelopeId,
    recipientId: received.id,
    detail: { before: received.notificationState },
  });
  await services.queue.enqueue(tx, 'notify', { recipientId: received.id }, { key: received.id });
}
