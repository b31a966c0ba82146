'use client';

import { useFormatter, useNow, useTranslations } from 'next-intl';
import { useMomentFormat } from './use-moment-format';

/** A point in time as people read it: relative when recent, always with the exact time in `title`. ISO 8601 in. */
export function Moment({ value, exact = false }: { value: string; exact?: boolean }) {
  const t = useTranslations('common.time');
  const format = useFormatter();
  const write = useMomentFormat();
  const now = useNow();
  const date = new Date(value);
  const full = write(date, { dateStyle: 'long', timeStyle: 'medium' });
  const minutes = (now.getTime() - date.getTime()) / 60_000;
  const days = minutes / 1440;
  const short = exact
    ? write(date, { dateStyle: 'medium', timeStyle: 'short' })
    : minutes < 1
      ? t('justNow')
      : days < 1
        ? format.relativeTime(date, { now, style: 'short' })
        : days < 300
          ? write(date, { day: 'numeric', month: 'short' })
          : write(date, { day: 'numeric', month: 'short', year: 'numeric' });
  return (
    <time dateTime={value} title={full}>
      {short}
    </time>
  );
}
