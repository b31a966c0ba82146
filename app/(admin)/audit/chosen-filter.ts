import { periods, type SavedFilterChoice } from '@/lib/audit/saved-filter-wire';
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

const days = { week: 7, month: 30 } as const;

/** The fields of `auditQuery` and `auditExportRequest` that a filter stands for; empty ones are left out. */
export function filterFields(chosen: ChosenFilter, now: Date): Record<string, string> {
  const fields = {
    ...rangeOf(chosen, now),
    person: chosen.person.trim(),
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
