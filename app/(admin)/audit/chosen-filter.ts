import { parseAddress } from '@/lib/address/address';
import { periods, type SavedFilterChoice } from '@/lib/audit/explore/saved-filter-wire';
import { cleanTyped } from '@/lib/typed-text';
import { betweenDays, dayOf } from './days';

export { periods };

/** The filter as it stands in the form: texts as typed, local times as the browser's inputs give them. */
export type ChosenFilter = SavedFilterChoice;

export const noFilter: ChosenFilter = {
  period: 'all',
  from: '',
  until: '',
  day: '',
  person: '',
  envelope: '',
  events: [],
};

/** What must be mended before a filter can be applied. */
export type FilterFaults = Partial<Record<'person' | 'envelope' | 'day' | 'until', true>>;

/** A part of an address is none, a part of an identifier neither; a day must be chosen; a period does not end before it begins. */
export function faultsOf(chosen: ChosenFilter): FilterFaults {
  const { person, envelope, period, day, from, until } = chosen;
  return {
    ...(cleanTyped(person) !== '' && parseAddress(person) === null && { person: true }),
    ...(envelope.trim() !== '' && !uuid.test(envelope.trim()) && { envelope: true }),
    ...(period === 'oneDay' && day === '' && { day: true }),
    ...(period === 'custom' && from !== '' && until !== '' && until <= from && { until: true }),
  };
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const days = { week: 7, month: 30 } as const;

/** The fields of `auditQuery` and `auditExportRequest` that a filter stands for; empty ones are left out. */
export function filterFields(chosen: ChosenFilter, now: Date): Record<string, string> {
  const fields = {
    ...rangeOf(chosen, now),
    person: cleanTyped(chosen.person),
    envelope: chosen.envelope.trim(),
    event: chosen.events.join(','),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function rangeOf(chosen: ChosenFilter, now: Date): { from: string; to: string } {
  switch (chosen.period) {
    case 'all':
      return { from: '', to: '' };
    case 'today':
      return betweenDays(dayOf(now), 1);
    case 'oneDay':
      return chosen.day === '' ? { from: '', to: '' } : betweenDays(chosen.day, 1);
    case 'custom':
      return { from: instantOf(chosen.from), to: instantOf(chosen.until) };
    default:
      return { from: new Date(now.getTime() - days[chosen.period] * 86_400_000).toISOString(), to: '' };
  }
}

function instantOf(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
