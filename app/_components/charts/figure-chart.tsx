'use client';

import '@mantine/charts/styles.layer.css';
import { BarChart, LineChart } from '@mantine/charts';

/** What a chart draws. */
export type ChartProps = {
  kind: 'bar' | 'stacked' | 'line';
  /** In order; a value that is absent or null is a gap. */
  rows: readonly { label: string; values: Record<string, number | null> }[];
  series: readonly { key: string; label: string; color: string }[];
  format: (value: number) => string;
};

/** The drawing of a ChartFigure; a file of its own, so that only a page with a chart fetches the library. */
export default function FigureChart({ kind, rows, series, format }: ChartProps) {
  const data = rows.map(({ label, values }) => ({ label, ...values }));
  const shared = {
    h: 240,
    data,
    dataKey: 'label',
    series: series.map(({ key, label, color }) => ({ name: key, label, color })),
    valueFormatter: format,
    gridColor: 'var(--pli-line)',
    textColor: 'var(--mantine-color-dimmed)',
    xAxisProps: { minTickGap: 24 },
    yAxisProps: { width: 64, allowDecimals: false },
  };
  const quiet = { accessibilityLayer: false };
  return kind === 'line' ? (
    <LineChart
      {...shared}
      connectNulls={false}
      strokeWidth={2.5}
      curveType="monotone"
      lineChartProps={quiet}
      lineProps={{ isAnimationActive: false }}
    />
  ) : (
    <BarChart
      {...shared}
      type={kind === 'stacked' ? 'stacked' : 'default'}
      maxBarWidth={36}
      barChartProps={quiet}
      barProps={{ isAnimationActive: false }}
    />
  );
}
