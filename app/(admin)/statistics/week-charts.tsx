'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { ChartFigure, seriesColors } from '@/app/_components/charts/chart-figure';
import { Paper } from '@/app/_components/show/paper';
import { formatBytes } from '@/lib/i18n/format-bytes';
import { formatMoment } from '@/lib/i18n/format-moment';
import type { Figures, StatisticsAnswer } from '@/lib/statistics/wire';
import classes from './statistics.module.css';
import { useDuration } from './use-duration';

type Key = 'sent' | 'received' | 'bytes' | 'activePeople' | 'median' | 'p90' | 'unopened' | 'failures';

const figureOf: Record<Key, (figures: Figures) => number | null> = {
  sent: ({ sent }) => sent,
  received: ({ received }) => received,
  bytes: ({ bytes }) => bytes,
  activePeople: ({ activePeople }) => activePeople,
  median: ({ secondsToOpen }) => secondsToOpen.median,
  p90: ({ secondsToOpen }) => secondsToOpen.p90,
  unopened: ({ unopenedAfter7Days }) => unopenedAfter7Days,
  failures: ({ notificationFailures }) => notificationFailures,
};

/** One chart a question, week by week. */
export function WeekCharts({ weeks }: { weeks: StatisticsAnswer['weeks'] }) {
  const t = useTranslations('statistics');
  const locale = useLocale();
  const format = useFormatter();
  const duration = useDuration();
  const count = (value: number) => format.number(value);
  const charts = [
    { name: 'envelopes', kind: 'bar', keys: ['sent', 'received'], write: count },
    { name: 'opening', kind: 'line', keys: ['median', 'p90'], write: duration, hint: t('hints.opening') },
    { name: 'trouble', kind: 'bar', keys: ['unopened', 'failures'], write: count, hint: t('hints.trouble') },
    { name: 'people', kind: 'bar', keys: ['activePeople'], write: count, hint: t('hints.people') },
    { name: 'bytes', kind: 'bar', keys: ['bytes'], write: (bytes: number) => formatBytes(bytes, locale) },
  ] as const satisfies readonly {
    name: string;
    kind: 'bar' | 'line';
    keys: readonly Key[];
    write: (value: number) => string;
    hint?: string;
  }[];
  const labelOf = (monday: string) =>
    formatMoment(new Date(`${monday}T12:00:00Z`), locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
      ...(weeks.length > 40 ? { year: '2-digit' } : {}),
    });
  return (
    <div className={classes.charts}>
      {charts.map((chart) => (
        <Paper key={chart.name}>
          <ChartFigure
            title={t(`charts.${chart.name}`)}
            {...('hint' in chart ? { hint: chart.hint } : {})}
            kind={chart.kind}
            rowsLabel={t('table.week')}
            showTable={t('table.show')}
            format={chart.write}
            series={chart.keys.map((key, index) => ({
              key,
              label: t(`series.${key}`),
              color: seriesColors[index] ?? seriesColors[0],
            }))}
            rows={weeks.map(({ start, figures }) => ({
              label: labelOf(start),
              values: Object.fromEntries(chart.keys.map((key) => [key, figureOf[key](figures)])),
            }))}
          />
        </Paper>
      ))}
    </div>
  );
}
