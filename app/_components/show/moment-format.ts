import { getLocale, getTimeZone } from 'next-intl/server';
import { formatMoment } from '@/lib/i18n/format-moment';

/** Writes moments in the reader's language and time zone, on the server. RFC 3339 or a Date in. */
export async function getMomentFormat(): Promise<
  (moment: string | Date, options: Parameters<typeof formatMoment>[2]) => string
> {
  const locale = await getLocale();
  const timeZone = await getTimeZone();
  return (moment, options) => formatMoment(new Date(moment), locale, { timeZone, ...options });
}
