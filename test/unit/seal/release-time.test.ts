import { describe, expect, test } from 'vitest';
import { expiryOf } from '../../../lib/envelope/envelope';
import { leavesAt } from '../../../lib/envelope/leaves-at';
import { releaseOf } from '../../../lib/seal/release-time';

const sealedAt = new Date('2026-11-30T22:00:00.000Z');
const hour = 3_600_000;
const day = 24 * hour;
const inMs = (milliseconds: number) => new Date(sealedAt.getTime() + milliseconds).toISOString();
const released = (chosen: string | undefined, { days = 90, takeBackSeconds = 10 } = {}) =>
  releaseOf(chosen, { sealedAt, expiresAt: expiryOf(sealedAt, days), takeBackSeconds });

describe('a letter leaves', () => {
  test('when the seconds to take it back have passed, where nothing was chosen, and its seal then says nothing of it', () => {
    expect(released(undefined)).toEqual({ at: new Date(inMs(10_000)), chosen: false });
    expect(released(undefined, { takeBackSeconds: 0 })).toEqual({ at: sealedAt, chosen: false });
  });

  test.each([
    ['the next morning', inMs(10 * hour), inMs(10 * hour)],
    ['a time written in another zone', '2026-12-01T08:00:00+01:00', '2026-12-01T07:00:00.000Z'],
    ['the last moment of sixty days', inMs(60 * day), inMs(60 * day)],
    ['a time within the seconds to take it back: when they end', inMs(3_000), inMs(10_000)],
  ])('at the time that was chosen: %s', (_, chosen, at) => {
    expect(released(chosen)).toEqual({ at: new Date(at), chosen: true });
  });

  test.each([
    ['that has passed', inMs(-1), {}],
    ['that is this very moment', inMs(0), {}],
    ['more than sixty days ahead', inMs(60 * day + 1), {}],
    ['at which it is readable no more', inMs(7 * day), { days: 7 }],
    ['after it is readable no more', inMs(8 * day), { days: 7 }],
  ])('never at a time %s: it is refused', (_, chosen, options) => {
    expect(() => released(chosen, options)).toThrow(
      expect.objectContaining({ code: 'release-time', detail: { days: 60 } }),
    );
  });
});

describe('a letter is shown as leaving later', () => {
  const of = (releaseInMs: number, ...states: string[]) =>
    leavesAt({
      sealedAt,
      releaseAt: new Date(inMs(releaseInMs)),
      recipients: states.map((deliveryState) => ({ deliveryState })),
    })?.toISOString() ?? null;

  test.each([
    ['while it waits for the time that was chosen', of(hour, 'waiting'), inMs(hour)],
    ['while one of its recipients still does', of(hour, 'withdrawn', 'waiting'), inMs(hour)],
    ['not for the seconds in which Send is undone', of(60_000, 'waiting'), null],
    ['not once it has left', of(hour, 'released'), null],
    ['not once it was taken back', of(hour, 'withdrawn', 'withdrawn'), null],
  ])('%s', (_, shown, at) => {
    expect(shown).toBe(at);
  });
});
