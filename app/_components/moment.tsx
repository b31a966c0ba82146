'use client';

import { useFormatter, useNow } from 'next-intl';

/** A point in time as people read it: relative when recent, always with the exact time in `title`. ISO 8601 in. */
export function Moment({ value, exact = false }: { value: string; exact?: boolean }) {
  const format = useFormatter();
  const now = useNow();
  const date = new Date(value);
  const full = format.dateTime(date, { dateStyle: 'long', timeStyle: 'medium' });
  const days = (now.getTime() - date.getTime()) / 86_400_000;
  const short = exact
    ? format.dateTime(date, { dateStyle: 'medium', timeStyle: 'short' })
    : days < 1
      ? format.relativeTime(date, now)
      : days < 300
        ? format.dateTime(date, { day: 'numeric', month: 'short' })
        : format.dateTime(date, { day: 'numeric', month: 'short', year: 'numeric' });
  return (
    <time dateTime={value} title={full}>
      {short}
    </time>
  );
}
