import { beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, filterFields, noFilter } from '../../../app/(admin)/audit/chosen-filter';
import { dayBeside, dayOf } from '../../../app/(admin)/audit/days';
import { groupOf, toneOf } from '../../../app/(admin)/audit/event-groups';
import { filterQuery, readFilter } from '../../../app/(admin)/audit/filter-address';
import { stretchesOf } from '../../../app/(admin)/audit/stretches';
import { betweenDays, lastWeeks } from '../../../app/(admin)/statistics/range';
import { auditQuery } from '../../../lib/audit/explore/wire';
import { statisticsQuery } from '../../../lib/statistics/wire';

beforeAll(() => {
  process.env.TZ = 'Europe/Paris';
});

describe('the filter of the audit explorer', () => {
  const now = new Date('2026-11-22T23:30:00Z'); // the 23rd in Paris
  const range = (choice: Partial<typeof noFilter>) => filterFields({ ...noFilter, ...choice }, now);

  it('asks for nothing that was not chosen', () => {
    expect(range({})).toEqual({});
  });

  it('says which field must be mended instead of asking for what cannot be found', () => {
    const faults = (choice: Partial<typeof noFilter>) => Object.keys(faultsOf({ ...noFilter, ...choice }));
    expect(faults({})).toEqual([]);
    expect(
      faults({ person: ' Claire@valmont.test ', envelope: '01a2019b-14f2-7485-9892-dc3c2a9f72cc' }),
    ).toEqual([]);
    expect(faults({ person: 'claire', envelope: '01a2019b', period: 'oneDay' })).toEqual([
      'person',
      'envelope',
      'day',
    ]);
    const custom = { period: 'custom', from: '2026-11-22T10:00' } as const;
    expect(faults({ ...custom, until: '' })).toEqual([]);
    expect(faults({ ...custom, until: '2026-11-22T09:59' })).toEqual(['until']);
  });

  it('comes back from the address bar as it was chosen, but for the person, whom only the history knows', () => {
    const chosen = {
      ...noFilter,
      period: 'custom',
      from: '2026-11-22T10:00',
      until: '2026-11-23T10:00',
      person: 'claire@valmont.test',
      envelope: '01a2019b-14f2-7485-9892-dc3c2a9f72cc',
      events: ['SignedIn', 'SignInFailed'],
    } as const;
    const query = filterQuery({ ...chosen, events: [...chosen.events] });
    expect(query).toBe(
      'period=custom&from=2026-11-22T10:00&until=2026-11-23T10:00&envelope=01a2019b-14f2-7485-9892-dc3c2a9f72cc&events=SignedIn,SignInFailed',
    );
    expect(readFilter(`?${query}`, { pliAuditPerson: chosen.person })).toEqual(chosen);
    expect(readFilter(`?${query}`, null), 'a link that somebody was given').toEqual({
      ...chosen,
      person: '',
    });
    expect([filterQuery(noFilter), readFilter('', null)]).toEqual(['', noFilter]);
  });

  it('takes nothing from an address that makes no filter', () => {
    for (const query of [
      '?period=ever',
      '?events=Nothing',
      '?envelope=1',
      '?period=oneDay',
      '?person=a@b.test',
      '?x=y',
    ])
      expect(readFilter(query, { pliAuditPerson: 3 }), query).toEqual(noFilter);
  });

  it('means the reader’s own days, also where a clock change makes one of 25 hours', () => {
    expect(range({ period: 'today' })).toEqual({
      from: '2026-11-22T23:00:00.000Z',
      to: '2026-11-23T23:00:00.000Z',
    });
    expect(range({ period: 'oneDay', day: '2026-10-25' })).toEqual({
      from: '2026-10-24T22:00:00.000Z',
      to: '2026-10-25T23:00:00.000Z',
    });
    expect(range({ period: 'week' })).toEqual({ from: '2026-11-15T23:30:00.000Z' });
    expect(dayOf(now)).toBe('2026-11-23');
    expect([dayBeside('2026-10-25', 1), dayBeside('2026-03-01', -1)]).toEqual(['2026-10-26', '2026-02-28']);
  });

  it('asks the server for what it understands, several events in one', () => {
    const fields = range({
      period: 'month',
      person: ' A@b.example ',
      events: ['SignedIn', 'ContentHandover'],
    });
    expect(auditQuery.parse(fields)).toMatchObject({
      person: 'a@b.example',
      event: ['ContentHandover', 'SignedIn'],
    });
  });
});

describe('counts as a chart', () => {
  it('have a bar for every hour between the first and the last, with nothing where there is nothing', () => {
    const bars = stretchesOf({
      unit: 'hour',
      countedFrom: null,
      counts: [
        { start: '2026-11-22T08:00:00', event: 'SignedIn', entries: 2 },
        { start: '2026-11-22T08:00:00', event: 'ContentHandover', entries: 3 },
        { start: '2026-11-22T11:00:00', event: 'Newer than this page', entries: 1 },
      ],
    });
    expect(bars.map(({ entries }) => Object.values(entries).join())).toEqual([
      '3,2,0',
      '0,0,0',
      '0,0,0',
      '0,0,1',
    ]);
    expect(bars[1]?.start).toEqual(new Date('2026-11-22T08:00:00Z'));
  });

  it('go from month to month, and stop', () => {
    const month = (start: string) => ({ start, event: 'SignedIn', entries: 1 });
    const counts = [month('2025-11-01T00:00:00'), month('2026-02-01T00:00:00')];
    expect(stretchesOf({ unit: 'month', countedFrom: null, counts })).toHaveLength(4);
    expect(stretchesOf({ unit: 'day', countedFrom: null, counts: [] })).toEqual([]);
  });

  it('put events under their headings, and those that went wrong stand out', () => {
    expect([groupOf('ContentHandover'), groupOf('SignedIn'), groupOf('AuditRead')]).toEqual([
      'envelopes',
      'people',
      'audit',
    ]);
    expect([toneOf('OpeningRefused'), toneOf('ContentHandover'), toneOf('AuditRead')]).toEqual([
      'bad',
      'good',
      'quiet',
    ]);
  });
});

describe('the period of the statistics', () => {
  it('is whole weeks from Monday to Monday, the running one included', () => {
    const range = lastWeeks(4, new Date('2026-11-22T12:00:00Z')); // a Sunday
    expect(range).toMatchObject({ from: '2026-10-25T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z' });
    expect(statisticsQuery.safeParse(lastWeeks(52, new Date())).success).toBe(true);
  });

  it('is two days, both included, of at most a year', () => {
    expect(betweenDays('2026-11-01', '2026-11-01')).toMatchObject({
      from: '2026-10-31T23:00:00.000Z',
      to: '2026-11-01T23:00:00.000Z',
    });
    for (const [from, until] of [
      ['2026-11-02', '2026-11-01'],
      ['2024-01-01', '2026-01-01'],
      ['', '2026-01-01'],
    ] as const) {
      expect(betweenDays(from, until)).toBeNull();
    }
  });
});
