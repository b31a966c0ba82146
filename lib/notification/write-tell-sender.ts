import 'server-only';
import type { Locale } from '../access/actor';
import type { Config } from '../config';
import { oneLine } from '../one-line';
import type { Mail } from '../ports/mailer';
import type { Jobs } from '../ports/queue';
import { composePliMail } from './compose-pli-mail';
import { mailMoment, mailTranslator } from './mail-translator';
import type { NotificationFailure } from './notification-failure';

export type TellSenderFacts = {
  messageId: string;
  locale: Locale;
  /** The author's own address. */
  to: string;
  envelopeId: string;
  sealedAt: Date;
  recipient: { name: string | null; address: string };
  reason: Jobs['tell-sender']['reason'];
  /** Whether the recipient cannot open it any more: only who has proved the address blocks it. */
  blocked: boolean;
  /** Why the notification failed, where that is the reason. */
  failure: NotificationFailure | null;
};

const words = {
  'notification-failed': 'notificationFailed',
  'notification-unconfirmed': 'notificationUnconfirmed',
  'wrong-recipient': 'wrongRecipient',
  'asked-after-expiry': 'askedAfterExpiry',
} as const;

/** Tells the author what needs a decision, without title or content: those are one click away, behind the sign-in. */
export function writeTellSender(
  config: Pick<Config, 'mail' | 'publicUrl' | 'supportUrl'>,
  facts: TellSenderFacts,
): Mail {
  const t = mailTranslator(facts.locale);
  const kind = words[facts.reason];
  const name = oneLine(facts.recipient.name ?? '', 80);
  return composePliMail(config, {
    messageId: facts.messageId,
    to: facts.to,
    subject: t(`notification.${kind}.subject`),
    content: {
      locale: facts.locale,
      forPatient: false,
      heading: t(`notification.${kind}.heading`),
      intro: t(
        kind === 'wrongRecipient' && !facts.blocked
          ? 'notification.wrongRecipient.introUnproved'
          : `notification.${kind}.intro`,
      ),
      facts: [
        [
          t(`notification.${kind}.recipient`),
          name === '' ? facts.recipient.address : `${name} (${facts.recipient.address})`,
        ],
        [t(`notification.${kind}.sealedAt`), mailMoment(facts.sealedAt, facts.locale)],
        ...(facts.failure === null
          ? []
          : [[t('notification.notificationFailed.reason'), t(`failures.${facts.failure.code}`)] as const]),
        ...(facts.failure === null || facts.failure.reply === ''
          ? []
          : [[t('notification.notificationFailed.reply'), oneLine(facts.failure.reply, 300)] as const]),
      ],
      action: {
        label: t(`notification.${kind}.action`),
        url: `${config.publicUrl}/sent/${facts.envelopeId}`,
      },
      notes: [
        t(
          kind === 'wrongRecipient' && !facts.blocked
            ? 'notification.wrongRecipient.nextUnproved'
            : `notification.${kind}.next`,
        ),
      ],
      links: [],
    },
  });
}
