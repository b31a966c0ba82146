import 'server-only';
import type { Jobs } from '../ports/queue';
import type { Services } from '../services';
import { composePliMail } from './compose-pli-mail';
import { mailTranslator } from './mail-translator';
import { messageIdOf } from './message-id';

/**
 * Mails a guest who asked for a new password that there is none for this address, and how to ask for a code.
 * @throws Error when the mail should be tried again
 */
export async function tellNoPassword(
  services: Pick<Services, 'db' | 'config' | 'mailer' | 'log'>,
  { requestId, recipientId, locale }: Jobs['no-password'],
): Promise<void> {
  const recipient = await services.db.recipient.findUnique({
    where: { id: recipientId },
    select: { address: true, mailbox: { select: { kind: true } } },
  });
  if (recipient?.mailbox.kind !== 'guest') return;
  const { config } = services;
  const t = mailTranslator(locale);
  const outcome = await services.mailer.send(
    composePliMail(config, {
      messageId: messageIdOf(config.mail, 'no-password', requestId),
      to: recipient.address,
      subject: t('notification.noPassword.subject'),
      content: {
        locale,
        forPatient: true,
        heading: t('notification.noPassword.heading'),
        intro: t('notification.noPassword.intro', { address: recipient.address }),
        facts: [],
        action: { label: t('notification.noPassword.action'), url: `${config.publicUrl}/sign-in/letter` },
        notes: [t('notification.noPassword.how'), t('notification.noPassword.notAsked')],
        links: [],
      },
    }),
  );
  if (outcome.state === 'deferred') throw new Error(outcome.reason);
  if (outcome.state === 'refused' || outcome.state === 'unconfirmed')
    services.log.warn({ recipientId, reason: outcome.reason }, `mail about no password: ${outcome.state}`);
}
