import type { Locale } from '@/lib/i18n/locales';

/** A bound in megabytes, rounded down so that it never promises a byte too many: `104.8 MB`. */
export function formatLimit(bytes: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'megabyte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(Math.floor(Math.max(0, bytes) / 100_000) / 10);
}
