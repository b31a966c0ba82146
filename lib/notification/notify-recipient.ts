import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import type { MailOutcome } from '../ports/mailer';
import type { Services } from '../services';
import { type DueRecipient, readDue } from './due-recipient';
import { failNotification } from './fail-notification';
import { failureOf, formatNotificationFailure } from './notification-failure';
import { writeNotification } from './write-notification';

/** Longer than any mailer may take for one mail. */
const transactionMilliseconds = 38_000;

/** Thrown to have the job tried again; everything worth keeping has been committed before. */
class NotificationDeferred extends Error {}

/**
 * Sends the notification of one recipient, unless it has been sent: the try is committed first, then, under a lock that
 * only one process can hold, the mail goes out and its outcome and audit entry are committed together. What a crash can
 * still repeat is a mail with the same Message-ID: see docs/decisions/0008-one-notification.md.
 * @throws Error when it was not sent and should be tried again; on the `last` try the failure is recorded instead
 */
export async function notifyRecipient(
  services: Services,
  { recipientId }: { recipientId: string },
  attempt: { last: boolean },
): Promise<void> {
  const { db } = services;
  const intent = await db.recipient.updateMany({
    where: { id: recipientId, notificationState: 'pending' },
    data: { notificationTries: { increment: 1 } },
  });
  if (intent.count === 0) return;
  const deferred = await db.$transaction((tx) => tryOnce(services, tx, recipientId, attempt), {
    timeout: transactionMilliseconds,
    maxWait: 10_000,
  });
  if (deferred !== null) throw new NotificationDeferred(deferred);
}

/** Returns why the mail must be tried again, or null when there is nothing left to do. */
async function tryOnce(
  services: Services,
  tx: Tx,
  recipientId: string,
  attempt: { last: boolean },
): Promise<string | null> {
  // An advisory lock, not a row lock: opening the envelope must not wait for a slow mail server.
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`notify ${recipientId}`}, 0)) AS taken`;
  if (!lock?.taken) return 'another worker is sending it';
  const recipient = await readDue(tx, recipientId);
  if (recipient === null) return null;
  if (recipient.envelope.expiresAt <= services.clock.now()) {
    await failNotification(services, tx, recipient, { code: 'expired', reply: '' });
    return null;
  }
  const outcome = await services.mailer.send(
    writeNotification(services.config, {
      messageId: recipient.notificationId,
      locale: recipient.locale === 'en' ? 'en' : 'fr',
      to: recipient.address,
      hasMailbox: recipient.mailbox !== null,
      reference: recipient.reference,
      sender: {
        name: recipient.envelope.senderName,
        address: recipient.envelope.senderAddress,
        organisation: recipient.envelope.organisation.name,
      },
      title: recipient.envelope.organisation.titleInNotification ? recipient.envelope.title : null,
      sealedAt: recipient.envelope.sealedAt,
      expiresAt: recipient.envelope.expiresAt,
    }),
  );
  return record(services, tx, recipient, outcome, attempt);
}

async function record(
  services: Services,
  tx: Tx,
  recipient: DueRecipient,
  outcome: MailOutcome,
  attempt: { last: boolean },
): Promise<string | null> {
  if (outcome.state === 'accepted') {
    await recordSent(tx, recipient, outcome.reply);
    return null;
  }
  if (outcome.state === 'refused' || attempt.last) {
    const code = outcome.state === 'refused' ? 'refused' : 'given-up';
    await failNotification(services, tx, recipient, failureOf(code, outcome.reason));
    return null;
  }
  const failure = formatNotificationFailure(failureOf('deferred', outcome.reason));
  await tx.recipient.update({ where: { id: recipient.id }, data: { notificationFailure: failure } });
  return outcome.reason;
}

async function recordSent(tx: Tx, recipient: DueRecipient, reply: string): Promise<void> {
  const at = await appendEntry(tx, {
    event: 'ConsignmentNotification',
    actor: { kind: 'system' },
    client: null,
    organisationIds: organisationsConcerned(recipient.envelope, recipient),
    envelopeId: recipient.envelopeId,
    recipientId: recipient.id,
    detail: {
      messageId: recipient.notificationId,
      reply: reply.slice(0, 300),
      tries: recipient.notificationTries,
    },
  });
  // A fresh notification asked for meanwhile has another id, is pending, and stays so.
  await tx.recipient.updateMany({
    where: { id: recipient.id, notificationId: recipient.notificationId },
    data: { notificationState: 'sent', notifiedAt: at, notificationFailure: null },
  });
}
