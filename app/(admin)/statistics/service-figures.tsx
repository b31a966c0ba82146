'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { useId } from 'react';
import { Paper } from '@/app/_components/show/paper';
import { Scroller } from '@/app/_components/show/scroller';
import tables from '@/app/_components/show/table.module.css';
import { formatBytes } from '@/lib/i18n/format-bytes';
import type { Figures, Service, StatisticsAnswer } from '@/lib/statistics/wire';
import classes from './statistics.module.css';
import { useDuration } from './use-duration';

/** The figures of each service, with a bar for how much it sends and receives. */
export function ServiceFigures({ services }: { services: StatisticsAnswer['services'] }) {
  const t = useTranslations('statistics');
  const locale = useLocale();
  const format = useFormatter();
  const duration = useDuration();
  const id = useId();
  const most = Math.max(1, ...services.map(({ figures }) => figures.sent + figures.received));
  const columns: [label: string, write: (figures: Figures) => string][] = [
    [t('series.sent'), ({ sent }) => format.number(sent)],
    [t('series.received'), ({ received }) => format.number(received)],
    [t('series.bytes'), ({ bytes }) => formatBytes(bytes, locale)],
    [t('series.activePeople'), ({ activePeople }) => format.number(activePeople)],
    [t('series.median'), ({ secondsToOpen }) => duration(secondsToOpen.median)],
    [t('series.unopened'), ({ unopenedAfter7Days }) => format.number(unopenedAfter7Days)],
    [t('series.failures'), ({ notificationFailures }) => format.number(notificationFailures)],
  ];
  const nameOf = (service: Service) =>
    service.kind === 'personal' ? t('service.personal', { count: service.mailboxes }) : service.name;
  return (
    <section aria-labelledby={id} className={classes.services}>
      <h2 id={id}>{t('charts.services')}</h2>
      <p>{t('hints.services')}</p>
      <Paper padded={false}>
        {services.length === 0 ? (
          <p className={classes.none}>{t('empty')}</p>
        ) : (
          <Scroller className={classes.scroll} label={t('table.show')}>
            <table className={tables.table} aria-labelledby={id}>
              <thead>
                <tr>
                  <th scope="col">{t('table.service')}</th>
                  {columns.map(([label]) => (
                    <th key={label} scope="col">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {services.map(({ service, figures }) => (
                  <tr key={service.kind === 'personal' ? 'personal' : service.mailboxId}>
                    <td data-main>
                      {nameOf(service)}
                      <ShareBar figures={figures} most={most} />
                    </td>
                    {columns.map(([label, write]) => (
                      <td key={label} data-label={label}>
                        {write(figures)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroller>
        )}
      </Paper>
    </section>
  );
}

function ShareBar({ figures, most }: { figures: Figures; most: number }) {
  const width = (value: number) => ({ width: `${(value / most) * 100}%` });
  return (
    <div className={classes.share} aria-hidden>
      <span style={width(figures.sent)} />
      <span style={width(figures.received)} />
    </div>
  );
}
