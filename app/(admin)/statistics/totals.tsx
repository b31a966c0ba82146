'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { formatBytes } from '@/lib/i18n/format-bytes';
import type { Figures } from '@/lib/statistics/wire';
import classes from './statistics.module.css';
import { useDuration } from './use-duration';

/** The figures of the whole period. */
export function Totals({ total }: { total: Figures }) {
  const t = useTranslations('statistics.totals');
  const locale = useLocale();
  const format = useFormatter();
  const duration = useDuration();
  const ofRecipients = t('ofRecipients', { count: total.recipients });
  const facts: [label: string, value: string, under?: string][] = [
    [t('sent'), format.number(total.sent)],
    [t('received'), format.number(total.received)],
    [t('bytes'), formatBytes(total.bytes, locale)],
    [t('activePeople'), format.number(total.activePeople)],
    [t('median'), duration(total.secondsToOpen.median)],
    [t('p90'), duration(total.secondsToOpen.p90)],
    [t('unopened'), format.number(total.unopenedAfter7Days), ofRecipients],
    [t('failures'), format.number(total.notificationFailures), ofRecipients],
  ];
  return (
    <dl className={classes.totals}>
      {facts.map(([label, value, under]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value}
            {under && <span>{under}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
