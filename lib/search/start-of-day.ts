/**
 * The first moment, in `timeZone`, of a day, month or year as people type it: `2026-11-05`, `05/11/2026`, `5/11` (the latest such day), `2026-11`,
 * `11/2026`, `2026`. Null for anything else, and for days that no calendar has.
 */
export function startOfDay(typed: string, timeZone: string, now: Date): Date | null {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(typed);
  if (iso) return momentOf(Number(iso[1]), Number(iso[2] ?? 1), Number(iso[3] ?? 1), timeZone);
  const month = /^(\d{1,2})\/(\d{4})$/.exec(typed);
  if (month) return momentOf(Number(month[2]), Number(month[1]), 1, timeZone);
  const day = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(typed);
  if (!day) return null;
  const of = (year: number) => momentOf(year, Number(day[2]), Number(day[1]), timeZone);
  if (day[3]) return of(Number(day[3]));
  const thisYear = of(now.getUTCFullYear());
  return thisYear && thisYear > now ? of(now.getUTCFullYear() - 1) : thisYear;
}

function momentOf(year: number, month: number, day: number, timeZone: string): Date | null {
  const utc = new Date(Date.UTC(year, month - 1, day));
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== day) return null;
  // twice: the offset of the first guess may be that of the other side of a change of the clocks
  const first = new Date(utc.getTime() - offsetAt(utc, timeZone));
  return new Date(utc.getTime() - offsetAt(first, timeZone));
}

/** Milliseconds by which the zone's clock is ahead of UTC at a moment. */
function offsetAt(moment: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    moment.getTime()
  );
}
