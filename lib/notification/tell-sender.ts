import 'server-only';
import type { Jobs } from '../ports/queue';
import type { Services } from '../services';
import { messageIdOf } from './message-id';
import { parseNotificationFailure } from './notification-failure';
import { writeTellSender } from './write-tell-sender';

/**
 * Mails the author that a notification failed for good, or that the wrong person got one. The status page shows the
 * same, so a mail that is refused ends here.
 * @throws Error when the mail should be tried again
 */
export async function tellSender(
  services: Pick<Services, 'db' | 'config' | 'mailer' | 'log'>,
  { recipientId, reason }: Jobs['tell-sender'],
): Promise<void> {
  const recipient = await services.db.recipient.findUnique({
    where: { id: recipientId },
    include: { envelope: true },
  });
  if (recipient === null || recipient.envelope.sealedAt === null) return;
  const { envelope } = recipient;
  if (envelope.authorKind !== 'user' && envelope.authorKind !== 'token') return;
  const author = await services.db.user.findUnique({ where: { id: envelope.authorId } });
  if (author === null || author.closedAt !== null) return;
  // Whoever was taken out of the mailbox no longer learns what becomes of its letters.
  const place = { mailboxId: envelope.mailboxId, userId: author.id };
  if ((await services.db.mailboxMember.findUnique({ where: { mailboxId_userId: place } })) === null) return;
  const outcome = await services.mailer.send(
    writeTellSender(services.config, {
      messageId: messageIdOf(services.config.mail, reason, recipient.id, factOf(reason, recipient)),
      locale: author.locale === 'en' ? 'en' : 'fr',
      to: author.email,
      envelopeId: envelope.id,
      sealedAt: recipient.envelope.sealedAt,
      recipient,
      reason,
      blocked: recipient.blockedAt !== null,
      failure:
        reason === 'notification-failed' ? parseNotificationFailure(recipient.notificationFailure) : null,
    }),
  );
  if (outcome.state === 'deferred') throw new Error(outcome.reason);
  if (outcome.state === 'refused' || outcome.state === 'unconfirmed')
    services.log.warn({ recipientId, reason: outcome.reason }, `author could not be told: ${outcome.state}`);
}

/** What happened again after it was dealt with is another fact, hence another mail; a repeated try of one mail is not. */
function factOf(
  reason: Jobs['tell-sender']['reason'],
  recipient: { notificationId: string; reportedAt: Date | null },
): string {
  return reason === 'wrong-recipient' ? String(recipient.reportedAt?.getTime()) : recipient.notificationId;
}
