'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { ChartFigure, seriesColors } from '@/app/_components/charts/chart-figure';
import { useApi } from '@/app/_components/form/use-api';
import { Paper } from '@/app/_components/show/paper';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { AuditCounts } from '@/lib/audit/explore/wire';
import type { AuditEvent } from '@/lib/audit/trail/event-names';
import classes from './counts.module.css';
import { type EventGroup, eventGroups, groupOf } from './event-groups';
import { stretchesOf } from './stretches';

/** How many entries the filter finds, over time by group and in all by event. */
export function CountsChart({ fields }: { fields: Record<string, string> }) {
  const t = useTranslations('audit');
  const format = useFormatter();
  const write = useMomentFormat();
  const zone = useMemo(() => Intl.DateTimeFormat().resolvedOptions().timeZone, []);
  const { data } = useApi<AuditCounts>('/api/audit/counts', { ...fields, zone });
  if (data === null || data.counts.length === 0) return null;
  const rows = stretchesOf(data).map(({ start, entries }) => ({
    label: write(start, labels[data.unit]),
    values: entries,
  }));
  return (
    <Paper>
      <div className={classes.counts}>
        <ChartFigure
          title={t(`counts.charts.${data.unit}`)}
          {...(data.countedFrom === null
            ? {}
            : {
                hint: t('counts.partial', {
                  count: data.counts.reduce((sum, { entries }) => sum + entries, 0),
                  when: write(data.countedFrom, { dateStyle: 'medium', timeStyle: 'short' }),
                }),
              })}
          kind="stacked"
          rows={rows}
          series={eventGroups.map((group, index) => ({
            key: group,
            label: t(`groups.${group}`),
            color: seriesColors[index] ?? seriesColors[0],
          }))}
          format={(value) => format.number(value)}
          rowsLabel={t('counts.when')}
          showTable={t('counts.table')}
        />
        <ByEvent counts={data.counts} />
      </div>
    </Paper>
  );
}

const labels = {
  hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
} as const;

function ByEvent({ counts }: { counts: AuditCounts['counts'] }) {
  const t = useTranslations('audit');
  const format = useFormatter();
  const sums = new Map<string, number>();
  for (const { event, entries } of counts) sums.set(event, (sums.get(event) ?? 0) + entries);
  const byCount = [...sums].sort(([, a], [, b]) => b - a);
  const most = byCount[0]?.[1] ?? 1;
  const nameOf = (event: string) => {
    const key = `events.${event as AuditEvent}.name` as const; // asked for by `has` first
    return t.has(key) ? t(key) : event;
  };
  const mark = (group: EventGroup) => seriesColors[eventGroups.indexOf(group)] ?? seriesColors[0];
  return (
    <table className={classes.byEvent}>
      <caption>{t('counts.byEvent')}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('filters.events')}</th>
          <th scope="col">{t('counts.entries')}</th>
        </tr>
      </thead>
      <tbody>
        {byCount.map(([event, entries]) => (
          <tr key={event}>
            <th scope="row">
              {nameOf(event)}
              <span
                className={classes.share}
                style={{ width: `${(entries / most) * 100}%`, background: mark(groupOf(event)) }}
                aria-hidden
              />
            </th>
            <td>{format.number(entries)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
