import type { Locale } from './locales';

/** Whose habits dates follow: English ones are written as in Europe, day first and 24 hours. */
const regions = { fr: 'fr-FR', en: 'en-GB' } as const satisfies Record<Locale, string>;

const made = new Map<string, Intl.DateTimeFormat>();

/** A moment for people, always with a 24-hour clock: `21 Nov 2026, 14:03:11`, `21 novembre 2026 à 14:03:11 UTC`. */
export function formatMoment(
  moment: Date,
  locale: Locale,
  options: Omit<Intl.DateTimeFormatOptions, 'hourCycle' | 'hour12'>,
): string {
  const key = JSON.stringify([locale, options]);
  let format = made.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(regions[locale], { hourCycle: 'h23', ...options });
    made.set(key, format);
  }
  return format.format(moment);
}
