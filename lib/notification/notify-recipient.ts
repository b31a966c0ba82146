import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { whileLocked } from '../db/while-locked';
import type { MailOutcome } from '../ports/mailer';
import type { Jobs } from '../ports/queue';
import { shownTitle } from '../sealed-rows/sealed-title';
import type { Services } from '../services';
import { type DueRecipient, readDue } from './due-recipient';
import { failNotification, leaveUnconfirmed } from './fail-notification';
import { failureOf, formatNotificationFailure } from './notification-failure';
import { writeNotification } from './write-notification';

/** Thrown to have the job tried again; everything worth keeping has been committed before. */
class NotificationDeferred extends Error {}

/**
 * Sends the notification of one recipient, unless it has been sent: the try is committed first, then, under a lock that
 * only one process can hold, the mail goes out and its outcome and audit entry are committed together. No transaction
 * waits for the mail server. What a crash can still repeat is a mail with the same Message-ID, and what nobody answered for
 * is sent once more two hours later: see docs/decisions/0008-one-notification.md.
 * @throws Error when it was not sent and should be tried again; on the `last` try the failure is recorded instead
 */
export async function notifyRecipient(
  services: Services,
  { recipientId, again }: Jobs['notify'],
  attempt: { last: boolean },
): Promise<void> {
  const state = again === true ? 'unconfirmed' : 'pending';
  const intent = await services.db.recipient.updateMany({
    // Whoever has opened the letter needs no second mail.
    where: {
      id: recipientId,
      notificationState: state,
      withdrawnAt: null,
      ...(again === true && { openedAt: null }),
    },
    data: { notificationTries: { increment: 1 } },
  });
  if (intent.count === 0) return;
  const tried = await whileLocked(services.config.database.url, `notify ${recipientId}`, async () => {
    const recipient = await readDue(services.db, recipientId, state);
    return recipient === null ? null : tryOnce(services, recipient, attempt);
  });
  if (tried === null) throw new NotificationDeferred('another worker is sending it');
  if (tried.result !== null) throw new NotificationDeferred(tried.result);
}

/** Returns why the mail must be tried again, or null when there is nothing left to do. */
async function tryOnce(
  services: Services,
  recipient: DueRecipient,
  attempt: { last: boolean },
): Promise<string | null> {
  const { db } = services;
  if (recipient.envelope.accessUntil <= services.clock.now()) {
    const expired = { code: 'expired', reply: '' } as const;
    await db.$transaction((tx) => failNotification(services, tx, recipient, expired));
    return null;
  }
  const outcome = await services.mailer.send(
    writeNotification(services.config, {
      messageId: recipient.notificationId,
      locale: recipient.locale === 'en' ? 'en' : 'fr',
      to: recipient.address,
      hasMailbox: recipient.mailbox.kind !== 'guest',
      reference: recipient.reference,
      sender: {
        name: recipient.envelope.senderName,
        address: recipient.envelope.senderAddress,
        organisation: recipient.envelope.organisation?.name ?? '',
      },
      title: recipient.envelope.organisation?.titleInNotification
        ? shownTitle(services, recipient.envelope)
        : null,
      sealedAt: recipient.envelope.sealedAt,
      expiresAt: recipient.envelope.accessUntil,
    }),
  );
  return db.$transaction((tx) => record(services, tx, recipient, outcome, attempt));
}

async function record(
  services: Services,
  tx: Tx,
  recipient: DueRecipient,
  outcome: MailOutcome,
  attempt: { last: boolean },
): Promise<string | null> {
  switch (outcome.state) {
    case 'accepted':
      await recordSent(tx, recipient, outcome.reply);
      return null;
    case 'unconfirmed':
      await leaveUnconfirmed(services, tx, recipient);
      return null;
    case 'refused':
      await failNotification(services, tx, recipient, failureOf('refused', outcome.reason));
      return null;
    case 'deferred':
      return later(services, tx, recipient, outcome.reason, attempt);
  }
}

/** What was perhaps delivered before stays that, also when the mail server is away at the second try. */
async function later(
  services: Services,
  tx: Tx,
  recipient: DueRecipient,
  reason: string,
  attempt: { last: boolean },
): Promise<string | null> {
  if (recipient.notificationState === 'unconfirmed') return attempt.last ? null : reason;
  if (attempt.last) {
    await failNotification(services, tx, recipient, failureOf('given-up', reason));
    return null;
  }
  await tx.recipient.updateMany({
    where: { id: recipient.id, notificationId: recipient.notificationId, notificationState: 'pending' },
    data: { notificationFailure: formatNotificationFailure(failureOf('deferred', reason)) },
  });
  return reason;
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
