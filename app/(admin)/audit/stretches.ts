import type { AuditCounts } from '@/lib/audit/explore/wire';
import { type EventGroup, groupOf } from './event-groups';

/** One bar: when it begins, as a moment, and its entries by group. */
export type CountedStretch = { start: Date; entries: Record<EventGroup, number> };

/** Every hour, day or month from the first to the last with entries; those between without any are there with none. */
export function stretchesOf({ unit, counts }: AuditCounts): CountedStretch[] {
  const found = new Map<string, CountedStretch>();
  const at = (start: string): CountedStretch => {
    const known = found.get(start);
    if (known) return known;
    const made = { start: new Date(start), entries: { envelopes: 0, people: 0, audit: 0 } };
    found.set(start, made);
    return made;
  };
  const [first, last] = [counts[0]?.start, counts.at(-1)?.start];
  if (first === undefined || last === undefined) return [];
  for (let start = first; start <= last; start = after(start, unit)) at(start);
  for (const { start, event, entries } of counts) at(start).entries[groupOf(event)] += entries;
  return [...found.values()];
}

/** The next local time, as written in `AuditCounts`; counted on the calendar, so that no clock change can stop it. */
function after(start: string, unit: AuditCounts['unit']): string {
  const next = new Date(`${start}Z`);
  if (unit === 'hour') next.setUTCHours(next.getUTCHours() + 1);
  else if (unit === 'day') next.setUTCDate(next.getUTCDate() + 1);
  else next.setUTCMonth(next.getUTCMonth() + 1);
  return next.toISOString().slice(0, 19);
}
