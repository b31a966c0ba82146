import type { Locale } from '../access/actor';

/** The two languages of Pli, how one is chosen, and the cookies that remember the choice. Pure: used by server, proxy and tests. */
export type { Locale };
export const locales = ['fr', 'en'] as const satisfies readonly Locale[];

export const defaultLocale: Locale = 'fr';

/** Holds `fr` or `en`, written when a person picks a language. */
export const localeCookie = 'pli-locale';

/** Holds the browser's IANA time zone, so that the server writes times as the person reads them. */
export const timeZoneCookie = 'pli-time-zone';

/** Used until a browser has told its own. */
export const defaultTimeZone = 'Europe/Paris';

/** Whether a string names a language of Pli. */
export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && (locales as readonly string[]).includes(value);
}

/** The remembered language, else the best of Accept-Language (RFC 9110, section 12.5.4), else the fallback. */
export function pickLocale(
  remembered: string | undefined,
  acceptLanguage: string | null,
  fallback: Locale = defaultLocale,
): Locale {
  if (isLocale(remembered)) return remembered;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((range) => range.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wanted.map((range) => range.language).find(isLocale) ?? fallback;
}

/** The remembered time zone where it is one the runtime knows, else the default. */
export function pickTimeZone(remembered: string | undefined): string {
  if (remembered === undefined || remembered.length > 64) return defaultTimeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: remembered }).resolvedOptions().timeZone;
  } catch {
    return defaultTimeZone;
  }
}
