import { savedFilterChoice } from '@/lib/audit/explore/saved-filter-wire';
import { type ChosenFilter, faultsOf, noFilter } from './chosen-filter';

/** Where the history keeps the person of a filter: beside the address, never in it. */
const personMark = 'pliAuditPerson';

/** The query that stands for a filter in the address bar, '' for none: everything but the person, whose address has no place there. */
export function filterQuery(chosen: ChosenFilter): string {
  const { period, from, until, day, envelope, events } = chosen;
  const fields: Record<string, string> = {
    period: period === noFilter.period ? '' : period,
    ...(period === 'custom' && { from, until }),
    ...(period === 'oneDay' && { day }),
    envelope: envelope.trim(),
    events: events.join(','),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== '');
  // Commas and colons stand for themselves in a query (RFC 3986, section 3.4): the line is read by people.
  return new URLSearchParams(given).toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** The filter of an address and its entry in the history. What makes no filter is left out. */
export function readFilter(search: string, state: unknown): ChosenFilter {
  const query = new URLSearchParams(search);
  const person = typeof state === 'object' && state !== null && personMark in state ? state[personMark] : '';
  const given: [keyof ChosenFilter, unknown][] = [
    ['period', query.get('period')],
    ['from', query.get('from')],
    ['until', query.get('until')],
    ['day', query.get('day')],
    ['envelope', query.get('envelope')],
    ['events', query.get('events')?.split(',') ?? null],
    ['person', person],
  ];
  const fitting = given.filter(
    ([name, value]) => value !== null && savedFilterChoice.shape[name].safeParse(value).success,
  );
  const filter: ChosenFilter = { ...noFilter, ...Object.fromEntries(fitting) };
  return Object.keys(faultsOf(filter)).length > 0 ? noFilter : filter;
}

/** Makes the address bar show the filter, so that reload, Back and a kept link find it again; no entry of the history is added. */
export function showFilter(chosen: ChosenFilter): void {
  const query = filterQuery(chosen);
  const { pathname } = window.location;
  // Without the marks of Next's own state, so that Next adds them and knows the new address.
  window.history.replaceState(
    { [personMark]: chosen.person },
    '',
    query === '' ? pathname : `${pathname}?${query}`,
  );
}
