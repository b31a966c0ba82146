'use client';

import { useFormatter, useTranslations } from 'next-intl';

const units = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** Seconds as people say them, in the largest unit of which there are at least two: `45 min`, `3,5 h`, `12 j`. */
export function useDuration(): (seconds: number | null) => string {
  const t = useTranslations('statistics.duration');
  const format = useFormatter();
  return (seconds) => {
    if (seconds === null) return t('none');
    const [unit, size] = units.find(([, one]) => seconds >= 2 * one) ?? (['seconds', 1] as const);
    const value = seconds / size;
    return t(unit, { value: format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 }) });
  };
}
