'use client';

import { useFormatter, useNow, useTranslations } from 'next-intl';

/** A point in time as people read it: relative when recent, always with the exact time in `title`. ISO 8601 in. */
export function Moment({ value, exact = false }: { value: string; exact?: boolean }) {
  const t = useTranslations('common.time');
  const format = useFormatter();
  const now = useNow();
  const date = new Date(value);
  const full = format.dateTime(date, { dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23' });
  const minutes = (now.getTime() - date.getTime()) / 60_000;
  const days = minutes / 1440;
  const short = exact
    ? format.dateTime(date, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' })
    : minutes < 1
      ? t('justNow')
      : days < 1
        ? format.relativeTime(date, { now, style: 'short' })
        : days < 300
          ? format.dateTime(date, { day: 'numeric', month: 'short' })
          : format.dateTime(date, { day: 'numeric', month: 'short', year: 'numeric' });
  return (
    <time dateTime={value} title={full}>
      {short}
    </time>
  );
}
