import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { laterChoices, localInput } from '../../../lib/browser/mailbox/later-choices';

describe.each(['Europe/Paris', 'Pacific/Noumea', 'America/New_York'])('later, in %s', (zone) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = zone;
  });
  afterEach(() => {
    process.env.TZ = before;
  });
  const choices = (now: Date) => laterChoices(now).map(({ name, at }) => [name, localInput(at)]);

  it('is this evening, tomorrow and Monday by the clock on the wall', () => {
    expect(choices(new Date(2026, 10, 25, 9, 30))).toEqual([
      ['evening', '2026-11-25T18:00'],
      ['tomorrow', '2026-11-26T08:00'],
      ['monday', '2026-11-30T08:00'],
    ]);
  });

  it('offers no evening that is over, and Monday once', () => {
    expect(choices(new Date(2026, 10, 29, 18, 0))).toEqual([['tomorrow', '2026-11-30T08:00']]);
    expect(choices(new Date(2026, 10, 30, 23, 59))).toEqual([
      ['tomorrow', '2026-12-01T08:00'],
      ['monday', '2026-12-07T08:00'],
    ]);
  });

  it('stays at eight over the nights when clocks change', () => {
    for (const day of [new Date(2026, 2, 7, 20), new Date(2026, 2, 28, 20), new Date(2026, 9, 24, 20)])
      expect(laterChoices(day)[0]?.at.getHours()).toBe(8);
  });
});
