'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import { type ReactNode, useId } from 'react';
import { Disclosure } from '../show/disclosure';
import { Scroller } from '../show/scroller';
import tables from '../show/table.module.css';
import classes from './chart.module.css';
import type { ChartProps } from './figure-chart';

const FigureChart = dynamic(() => import('./figure-chart'), {
  ssr: false,
  loading: () => <Skeleton h={240} />,
});

/** Colours that differ in hue and in lightness, so that they are told apart in any kind of colour blindness, in light and dark. */
export const seriesColors = ['var(--pli-series-1)', 'var(--pli-series-2)', 'var(--pli-series-3)'] as const;

/** A chart with its heading, and the same figures as a table for whoever does not see it or wants them exactly. */
export function ChartFigure({
  title,
  hint,
  rowsLabel,
  showTable,
  children,
  ...chart
}: ChartProps & {
  title: string;
  hint?: string;
  /** Heading of the table's first column. */
  rowsLabel: string;
  /** What opens the table. */
  showTable: string;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.figure} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint && <p className={classes.hint}>{hint}</p>}
      <div className={classes.chart} role="img" aria-label={title}>
        <FigureChart {...chart} />
      </div>
      {children}
      {chart.series.length > 1 && (
        <ul className={classes.legend}>
          {chart.series.map(({ key, label, color }) => (
            <li key={key}>
              <span style={{ background: color }} aria-hidden />
              {label}
            </li>
          ))}
        </ul>
      )}
      <Disclosure summary={showTable}>
        <FigureTable title={title} label={`${title} (${showTable})`} rowsLabel={rowsLabel} {...chart} />
      </Disclosure>
    </section>
  );
}

function FigureTable({
  title,
  label,
  rowsLabel,
  rows,
  series,
  format,
}: ChartProps & { title: string; label: string; rowsLabel: string }) {
  return (
    <Scroller className={classes.scroll} label={label}>
      <table className={`${tables.table} ${classes.table}`} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{rowsLabel}</th>
            {series.map((one) => (
              <th key={one.key} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label: rowLabel, values }) => (
            <tr key={rowLabel}>
              <th scope="row">{rowLabel}</th>
              {series.map((one) => {
                const value = values[one.key];
                return (
                  <td key={one.key} data-label={one.label}>
                    {value === null || value === undefined ? '—' : format(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
