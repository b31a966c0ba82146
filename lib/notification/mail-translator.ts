import { createTranslator } from 'use-intl/core';
import type { Locale } from '../access/actor';
import { catalogues } from '../i18n/catalogues';
import { formatMoment } from '../i18n/format-moment';
import { defaultTimeZone } from '../i18n/locales';

/** The words of mails in one language; written outside React, so outside next-intl's request. */
export function mailTranslator(locale: Locale) {
  const { notification, failures } = catalogues[locale];
  return createTranslator({ locale, messages: { notification, failures } });
}
export type MailTranslator = ReturnType<typeof mailTranslator>;

/** A moment for people, with its zone: `21 novembre 2026 à 15:03 heure normale d’Europe centrale`. */
export function mailMoment(moment: Date, locale: Locale): string {
  return formatMoment(moment, locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: defaultTimeZone,
    timeZoneName: 'long',
  });
}
