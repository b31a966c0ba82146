/** Presets of the statistics page, in whole weeks up to now. */
export const presets = { weeks4: 4, weeks12: 12, weeks26: 26, weeks52: 52 } as const;
export type Preset = keyof typeof presets | 'custom';

/** Fields of `statisticsQuery`. */
export type Range = { from: string; to: string; zone: string };

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** So many weeks, the running one included: from a Monday to the next Monday, in this browser's time zone. */
export function lastWeeks(weeks: number, now: Date): Range {
  const sinceMonday = (now.getDay() + 6) % 7;
  const monday = (offset: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - sinceMonday + offset).toISOString();
  return { from: monday(-7 * (weeks - 1)), to: monday(7), zone: zone() };
}

/** Both days included, as `<input type="date">` gives them; null where they make no stretch of at most a year. */
export function betweenDays(from: string, until: string): Range | null {
  const first = localDay(from, 0);
  const end = localDay(until, 1);
  if (first === null || end === null) return null;
  const days = (end.getTime() - first.getTime()) / 86_400_000;
  if (days <= 0 || days > 371) return null;
  return { from: first.toISOString(), to: end.toISOString(), zone: zone() };
}

function localDay(day: string, later: number): Date | null {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date + later);
}
