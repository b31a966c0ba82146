/** Presets of the audit page's time filter. */
export const periods = ['day', 'week', 'month', 'all', 'custom'] as const;

/** The filter as it stands in the form: texts as typed, local times as `<input type="datetime-local">` gives them. */
export type ChosenFilter = {
  period: (typeof periods)[number];
  from: string;
  until: string;
  person: string;
  envelope: string;
  event: string;
};

export const noFilter: ChosenFilter = {
  period: 'all',
  from: '',
  until: '',
  person: '',
  envelope: '',
  event: '',
};

const days = { day: 1, week: 7, month: 30 } as const;

/** The fields of `auditQuery` and `auditExportRequest` that a filter stands for; empty ones are left out. */
export function filterFields(chosen: ChosenFilter, now: Date): Record<string, string> {
  const { period } = chosen;
  const range =
    period === 'custom'
      ? { from: instantOf(chosen.from), to: instantOf(chosen.until) }
      : {
          from: period === 'all' ? '' : new Date(now.getTime() - days[period] * 86_400_000).toISOString(),
          to: '',
        };
  const fields = {
    ...range,
    person: chosen.person.trim(),
    envelope: chosen.envelope.trim(),
    event: chosen.event,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function instantOf(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
