'use client';

import { useNow, useTranslations } from 'next-intl';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';

/** When a letter leaves, as one says it: "Leaves tomorrow at 8:00", in the person's time zone. ISO 8601 in. */
export function Leaving({ at }: { at: string }) {
  const t = useTranslations('mail.leaving');
  const write = useMomentFormat();
  const now = useNow();
  const dayOf = (moment: Date) => write(moment, { dateStyle: 'short' });
  const day = dayOf(new Date(at));
  const isToday = day === dayOf(now);
  const isTomorrow = day === dayOf(new Date(now.getTime() + 86_400_000));
  const said = {
    day: isToday ? 'today' : isTomorrow ? 'tomorrow' : 'other',
    date: write(at, { weekday: 'long', day: 'numeric', month: 'long' }),
    time: write(at, { hour: 'numeric', minute: '2-digit' }),
  };
  return <time dateTime={at}>{t('leaves', said)}</time>;
}
