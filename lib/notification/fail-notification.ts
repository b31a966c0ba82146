import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { lockEnvelope } from '../envelope/lock-envelope';
import type { Services } from '../services';
import { type DueRecipient, readDue } from './due-recipient';
import { formatNotificationFailure, type NotificationFailure } from './notification-failure';

/** Ends the tries, visibly, in the caller's transaction: state, audit entry, and the mail that tells the author. */
export async function failNotification(
  services: Pick<Services, 'queue'>,
  tx: Tx,
  recipient: Pick<
    DueRecipient,
    'id' | 'envelopeId' | 'notificationId' | 'notificationTries' | 'envelope' | 'mailbox'
  >,
  failure: NotificationFailure,
): Promise<void> {
  await lockEnvelope(tx, recipient.envelopeId);
  const failed = await tx.recipient.updateMany({
    where: { id: recipient.id, notificationId: recipient.notificationId, notificationState: 'pending' },
    data: { notificationState: 'failed', notificationFailure: formatNotificationFailure(failure) },
  });
  if (failed.count === 0) return;
  await appendEntry(tx, {
    event: 'ConsignmentNotificationFailure',
    actor: { kind: 'system' },
    client: null,
    organisationIds: organisationsConcerned(recipient.envelope, recipient),
    envelopeId: recipient.envelopeId,
    recipientId: recipient.id,
    detail: { code: failure.code, reply: failure.reply, tries: recipient.notificationTries },
  });
  await services.queue.enqueue(tx, 'tell-sender', {
    recipientId: recipient.id,
    reason: 'notification-failed',
  });
}

/** When the job itself has ended (its worker was killed on every try, or never came to answer): the same visible failure. */
export async function giveUpNotification(
  services: Pick<Services, 'db' | 'queue'>,
  { recipientId }: { recipientId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const recipient = await readDue(tx, recipientId);
    if (recipient !== null) await failNotification(services, tx, recipient, { code: 'given-up', reply: '' });
  });
}
