import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { lockEnvelope } from '../envelope/lock-envelope';
import { touchItems } from '../mailbox/mailbox-items';
import type { Services } from '../services';
import { type DueRecipient, readDue } from './due-recipient';
import { formatNotificationFailure, type NotificationFailure } from './notification-failure';

/** What both outcomes are recorded of. */
type Tried = Pick<
  DueRecipient,
  'id' | 'envelopeId' | 'notificationId' | 'notificationTries' | 'envelope' | 'mailbox'
>;

/** Ends the tries, visibly, in the caller's transaction: state, audit entry, and the mail that tells the author. */
export async function failNotification(
  services: Pick<Services, 'queue'>,
  tx: Tx,
  recipient: Tried,
  failure: NotificationFailure,
): Promise<void> {
  const failed = await note(tx, recipient, {
    from: ['pending', 'unconfirmed'],
    to: 'failed',
    stored: formatNotificationFailure(failure),
    failure,
  });
  if (!failed) return;
  const { id: recipientId } = recipient;
  await services.queue.enqueue(tx, 'tell-sender', { recipientId, reason: 'notification-failed' });
}

/** A second try of what was perhaps delivered, where nobody has opened the letter by then. */
const secondTrySeconds = 7_200;

/**
 * The mail server had the notification and said nothing more: noted, entered, said to the author, and tried once more two
 * hours later with the same Message-ID (RFC 5321, section 4.5.4.1, asks for half an hour at least), which mail programs
 * show once. After a second silence it stays as it is.
 */
export async function leaveUnconfirmed(
  services: Pick<Services, 'queue'>,
  tx: Tx,
  recipient: Tried,
): Promise<void> {
  const noted = await note(tx, recipient, {
    from: ['pending'],
    to: 'unconfirmed',
    stored: 'perhaps-delivered',
    failure: { code: 'perhaps-delivered', reply: '' },
  });
  if (!noted) return;
  const { id: recipientId } = recipient;
  await services.queue.enqueue(tx, 'tell-sender', { recipientId, reason: 'notification-unconfirmed' });
  await services.queue.enqueue(
    tx,
    'notify',
    { recipientId, again: true },
    { key: `again ${recipient.notificationId}`, startAfterSeconds: secondTrySeconds },
  );
}

/** Writes an outcome and its entry, unless another was written first; whether it was this one. */
async function note(
  tx: Tx,
  recipient: Tried,
  outcome: {
    from: ('pending' | 'unconfirmed')[];
    to: 'failed' | 'unconfirmed';
    stored: string;
    failure: { code: string; reply: string };
  },
): Promise<boolean> {
  await lockEnvelope(tx, recipient.envelopeId);
  const noted = await tx.recipient.updateMany({
    where: {
      id: recipient.id,
      notificationId: recipient.notificationId,
      notificationState: { in: outcome.from },
    },
    data: { notificationState: outcome.to, notificationFailure: outcome.stored },
  });
  if (noted.count === 0) return false;
  await touchItems(tx, recipient.envelopeId, [], null);
  const { code, reply } = outcome.failure;
  await appendEntry(tx, {
    event: 'ConsignmentNotificationFailure',
    actor: { kind: 'system' },
    client: null,
    organisationIds: organisationsConcerned(recipient.envelope, recipient),
    envelopeId: recipient.envelopeId,
    recipientId: recipient.id,
    detail: { code, reply, tries: recipient.notificationTries },
  });
  return true;
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
