'use client';

import { Button, Loader } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Flash } from '@/app/_components/dialog/flash';
import { SaveForm } from '@/app/_components/form/save-form';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import pages from '@/app/_components/show/page.module.css';
import { Paper } from '@/app/_components/show/paper';
import type { StatisticsAnswer } from '@/lib/statistics/wire';
import { lastWeeks, presets, type Range } from './range';
import { RangeChoice } from './range-choice';
import { ServiceFigures } from './service-figures';
import classes from './statistics.module.css';
import { Totals } from './totals';
import { WeekCharts } from './week-charts';

/** Choice of the period, figures, charts and the file. The period is known in the browser only: its days are the reader's. */
export function Statistics() {
  const [range, setRange] = useState<Range | null>(null);
  useEffect(() => setRange(lastWeeks(presets.weeks12, new Date())), []);
  return (
    <>
      <Paper>
        <RangeChoice onChange={setRange} />
      </Paper>
      {range && <Figures range={range} />}
    </>
  );
}

function Figures({ range }: { range: Range }) {
  const t = useTranslations('statistics');
  const refusalText = useRefusalText();
  const locale = useLocale();
  const { data, refusal } = useApi<StatisticsAnswer>(`/api/statistics?${new URLSearchParams(range)}`);
  return (
    <>
      <div className={pages.bar}>
        <p role="status">{data === null && refusal === null && t('loading')}</p>
        <SaveForm action="/api/statistics/export" fields={{ ...range, spreadsheet: locale }}>
          <Button type="submit" variant="default" leftSection={<IconFileTypeCsv size={18} aria-hidden />}>
            {t('csv')}
          </Button>
        </SaveForm>
      </div>
      <Flash message={refusal && { tone: 'refused', text: refusalText(refusal) }} onClose={null} />
      {data === null ? (
        refusal === null && (
          <div className={classes.loading}>
            <Loader size="sm" aria-hidden />
          </div>
        )
      ) : (
        <>
          <Totals total={data.total} />
          <WeekCharts weeks={data.weeks} />
          <ServiceFigures services={data.services} />
        </>
      )}
    </>
  );
}
