import type { ExportSchedule } from './choices';

/** From `from` on, before `to`; both midnight UTC. */
export type Period = { from: Date; to: Date };

/** So long after its end a period is exported: what began in it has been committed and has its number. */
export const settleMilliseconds = 120_000;

/** The period that holds a moment: a day, a week from Monday (ISO 8601), a month; in UTC. */
export function periodOf(schedule: ExportSchedule, moment: Date): Period {
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()];
  if (schedule === 'monthly') return period(year, month, 1, year, month + 1, 1);
  if (schedule === 'daily') return period(year, month, day, year, month, day + 1);
  const monday = day - ((moment.getUTCDay() + 6) % 7);
  return period(year, month, monday, year, month, monday + 7);
}

function period(...[y1, m1, d1, y2, m2, d2]: [number, number, number, number, number, number]): Period {
  return { from: new Date(Date.UTC(y1, m1, d1)), to: new Date(Date.UTC(y2, m2, d2)) };
}

/** When the period after `exportedUntil` can be exported. */
export function dueAt(schedule: ExportSchedule, exportedUntil: Date): Date {
  return new Date(periodOf(schedule, exportedUntil).to.getTime() + settleMilliseconds);
}

/** `pli-audit-<organisation>-<first day>-<last day>.<format>`, behind the prefix. */
export function objectKey(
  { prefix, format }: { prefix: string; format: string },
  organisationId: string,
  { from, to }: Period,
): string {
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const last = new Date(to.getTime() - 1);
  return `${folder}pli-audit-${organisationId}-${dayOf(from)}-${dayOf(last)}.${format}`;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
