import 'server-only';
import type { Locale } from '../access/actor';
import type { Config } from '../config';
import { oneLine } from '../one-line';
import type { Mail } from '../ports/mailer';
import { composePliMail } from './compose-pli-mail';
import { mailMoment, mailTranslator } from './mail-translator';

/** A letter that ends soon: who wrote it, or who has not opened it; where it is. */
export type EndingLetter = { who: string; until: Date; path: string };

export type EndingFacts = {
  messageId: string;
  locale: Locale;
  to: string;
  reader: 'guest' | 'member' | 'sender';
  /** At least one, the first to end first. */
  letters: readonly EndingLetter[];
};

/** A mail of many letters names the first of them, and says how many more there are. */
const namedMax = 20;

/** Says calmly which letters can soon be read no longer. No title and no content. */
export function writeEnding(
  config: Pick<Config, 'mail' | 'publicUrl' | 'supportUrl'>,
  { letters, reader, locale, ...facts }: EndingFacts,
): Mail {
  const t = mailTranslator(locale);
  const count = letters.length;
  const [first] = letters;
  const single = count === 1 && first ? first.path : null;
  const words = reader === 'sender' ? 'endingOf' : 'ending';
  const more = count - Math.min(count, namedMax);
  return composePliMail(config, {
    messageId: facts.messageId,
    to: facts.to,
    subject: t(`notification.${words}.subject`, { count }),
    content: {
      locale,
      forPatient: reader === 'guest',
      heading: t(`notification.${words}.heading`, { count }),
      intro: t(`notification.${words}.intro`, { count }),
      facts: letters
        .slice(0, namedMax)
        .map(({ who, until }) => [
          oneLine(who, 120),
          t('notification.ending.until', { at: mailMoment(until, locale) }),
        ]),
      action: {
        label: t(`notification.${words}.action`, { count }),
        url:
          config.publicUrl +
          (single ?? (reader === 'sender' ? '/sent' : reader === 'member' ? '/inbox' : (first?.path ?? '/'))),
      },
      notes: [
        ...(more > 0 ? [t('notification.ending.more', { count: more })] : []),
        t(`notification.${words}.note`, { count }),
      ],
      links:
        reader === 'guest' && count > 1
          ? letters
              .slice(1, namedMax)
              .map(({ who, path }) => ({ label: oneLine(who, 80), url: config.publicUrl + path }))
          : [],
    },
  });
}
