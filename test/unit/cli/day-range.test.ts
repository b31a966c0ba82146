import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTimeRange } from '../../../lib/cli/day-range';
import { ClientError } from '../../../lib/command/client-error';

describe('a stretch of days as it is typed', () => {
  test('one day is that whole day of the zone, on the days of 23 and 25 hours too', () => {
    const paris = (day: string) => readTimeRange({ from: day, to: day }, 'Europe/Paris');
    expect(paris('2026-11-29')).toEqual({ from: '2026-11-28T23:00:00.000Z', to: '2026-11-29T23:00:00.000Z' });
    expect(paris('2026-03-29')).toEqual({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' });
    expect(paris('2026-10-25')).toEqual({ from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' });
  });

  test('the last day is included', () => {
    expect(readTimeRange({ from: '2026-11-01', to: '2026-11-30' }, 'UTC')).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
    });
  });

  test('a day begins where clocks turn to it, also where midnight is left out', () => {
    // In Beirut clocks went from 23:59:59 to 01:00:00 that night.
    expect(readTimeRange({ from: '2026-03-29', to: undefined }, 'Asia/Beirut').from).toBe(
      '2026-03-28T22:00:00.000Z',
    );
    const zones = [
      'Europe/Paris',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (date, zone) => {
          const day = date.toISOString().slice(0, 10);
          const { from, to } = readTimeRange({ from: day, to: day }, zone);
          const shown = (moment: number) =>
            new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' }).format(moment);
          const [begin, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
          expect([shown(begin), shown(end - 1)]).toEqual([day, day]);
          expect([shown(begin - 1), shown(end)]).not.toContain(day);
        },
      ),
    );
  });

  test('a time with an offset is that moment; an open edge stays open', () => {
    const from = '2026-11-01T08:00:00+01:00';
    expect(readTimeRange({ from, to: undefined }, 'UTC')).toEqual({ from, to: undefined });
  });

  test.each([
    [{ from: '2026-11-02', to: '2026-11-01' }, 'UTC', /before/],
    [{ from: '2026-11-01T08:00:00Z', to: '2026-11-01T08:00:00Z' }, 'UTC', /before/],
    [{ from: '2026-02-30', to: undefined }, 'UTC', /--from/],
    [{ from: undefined, to: 'yesterday' }, 'UTC', /--to/],
    [{ from: undefined, to: undefined }, 'Europe/Pari', /Europe\/Pari/],
  ])('%j in %s is refused in words', (typed, zone, words) => {
    expect(() => readTimeRange(typed, zone)).toThrow(ClientError);
    expect(() => readTimeRange(typed, zone)).toThrow(words);
  });
});
