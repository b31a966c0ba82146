import 'server-only';
import type { Locale } from '../access/actor';
import { passwordLink } from '../auth/one-time-secret';
import type { Config } from '../config';
import type { Mail } from '../ports/mailer';
import { composePliMail } from './compose-pli-mail';
import { mailMoment, mailTranslator } from './mail-translator';

export type CodeMailFacts = {
  messageId: string;
  /** Id of the `one_time_codes` row. */
  codeId: string;
  locale: Locale;
  to: string;
  purpose: 'guest_sign_in' | 'password_reset' | 'invitation';
  /** The code to type, or the token of the link. */
  secret: string;
  /** Where a guest's code can also be used: the page of its letter, by the link of this mail. */
  link?: string | undefined;
  expiresAt: Date;
};

/** The mail with a guest's code, or with the link of an invitation or a password reset. */
export function writeCodeMail(
  config: Pick<Config, 'mail' | 'publicUrl' | 'supportUrl'>,
  facts: CodeMailFacts,
): Mail {
  return facts.purpose === 'guest_sign_in'
    ? writeCode(config, facts)
    : writePasswordLink(config, facts, facts.purpose);
}

function writeCode(config: Pick<Config, 'mail' | 'publicUrl' | 'supportUrl'>, facts: CodeMailFacts): Mail {
  const t = mailTranslator(facts.locale);
  return composePliMail(config, {
    messageId: facts.messageId,
    to: facts.to,
    subject: t('notification.code.subject'),
    content: {
      locale: facts.locale,
      forPatient: true,
      heading: t('notification.code.heading'),
      intro: t('notification.code.intro'),
      facts: [],
      // In groups, to be read off a telephone; the page forgives the space.
      code: facts.secret.replace(/(\d{4})(?=\d)/g, '$1 '),
      notes: [
        t('notification.code.lifetime'),
        t('notification.code.neverShare'),
        t('notification.code.notAsked'),
      ],
      links: facts.link === undefined ? [] : [{ label: t('notification.code.otherDevice'), url: facts.link }],
    },
  });
}

function writePasswordLink(
  config: Pick<Config, 'mail' | 'publicUrl' | 'supportUrl'>,
  facts: CodeMailFacts,
  purpose: 'password_reset' | 'invitation',
): Mail {
  const t = mailTranslator(facts.locale);
  const kind = purpose === 'invitation' ? 'invitation' : 'passwordReset';
  return composePliMail(config, {
    messageId: facts.messageId,
    to: facts.to,
    subject: t(`notification.${kind}.subject`),
    content: {
      locale: facts.locale,
      forPatient: false,
      heading: t(`notification.${kind}.heading`),
      intro: t(`notification.${kind}.intro`, { address: facts.to }),
      facts: [],
      action: {
        label: t(`notification.${kind}.action`),
        url: passwordLink(config.publicUrl, facts.codeId, facts.secret),
      },
      notes: [
        t(`notification.${kind}.lifetime`, { expiresAt: mailMoment(facts.expiresAt, facts.locale) }),
        t(`notification.${kind}.notAsked`),
      ],
      links: [],
    },
  });
}
