'use client';

import { useLocale, useTimeZone } from 'next-intl';
import { useCallback } from 'react';
import { formatMoment } from '@/lib/i18n/format-moment';

type Options = Parameters<typeof formatMoment>[2];

/** Writes moments in the reader's language and time zone. RFC 3339 or a Date in. */
export function useMomentFormat(): (moment: string | Date, options: Options) => string {
  const locale = useLocale();
  const timeZone = useTimeZone();
  return useCallback(
    (moment, options) =>
      formatMoment(new Date(moment), locale, { ...(timeZone ? { timeZone } : {}), ...options }),
    [locale, timeZone],
  );
}
