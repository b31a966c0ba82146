import 'server-only';
import type { Locale } from '../access/actor';
import type { Config } from '../config';
import { oneLine } from '../one-line';
import type { Mail } from '../ports/mailer';
import { composePliMail } from './compose-pli-mail';
import { mailMoment, mailTranslator } from './mail-translator';

/** What a notification is written from: nothing of the content, and the title only where the organisation shows it. */
export type NotificationFacts = {
  messageId: string;
  locale: Locale;
  to: string;
  /** A recipient with a mailbox signs in; another proves the address by a code. */
  hasMailbox: boolean;
  reference: string;
  /** `organisation` is empty for a guest who writes. */
  sender: { name: string | null; address: string; organisation: string };
  title: string | null;
  sealedAt: Date;
  expiresAt: Date;
};

/** The notification of one recipient, a link, who wrote, and nothing confidential. */
export function writeNotification(
  config: Pick<Config, 'mail' | 'publicUrl' | 'supportUrl'>,
  facts: NotificationFacts,
): Mail {
  const { locale } = facts;
  const t = mailTranslator(locale);
  const name = oneLine(facts.sender.name ?? '', 80);
  const sender = name || facts.sender.address;
  const title = oneLine(facts.title ?? '', 120);
  const link = `${config.publicUrl}/e/${facts.reference}`;
  return composePliMail(config, {
    messageId: facts.messageId,
    to: facts.to,
    subject:
      title === ''
        ? t('notification.notification.subject', { sender })
        : t('notification.notification.subjectWithTitle', { sender, title }),
    content: {
      locale,
      forPatient: !facts.hasMailbox,
      heading: t('notification.notification.heading'),
      intro: t('notification.notification.intro', { sender }),
      facts: [
        [
          t('notification.notification.from'),
          name === '' ? facts.sender.address : `${name} (${facts.sender.address})`,
        ],
        ...(facts.sender.organisation === ''
          ? []
          : [[t('notification.notification.organisation'), oneLine(facts.sender.organisation)] as const]),
        ...(title === '' ? [] : [[t('notification.notification.title'), title] as const]),
        [t('notification.notification.sentAt'), mailMoment(facts.sealedAt, locale)],
        [t('notification.notification.expiresAt'), mailMoment(facts.expiresAt, locale)],
      ],
      action: { label: t('notification.notification.open'), url: link },
      notes: [
        t(facts.hasMailbox ? 'notification.notification.howMember' : 'notification.notification.howGuest'),
      ],
      links: [{ label: t('notification.notification.notForYou'), url: `${link}/report` }],
    },
  });
}
