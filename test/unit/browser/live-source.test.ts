import { describe, expect, it } from 'vitest';
import { type LiveEvent, LiveSource } from '../../../lib/browser/mailbox/live-source';

/** A world whose clock and line are moved by hand. */
function world(random = 1) {
  const it = {
    now: 0,
    online: true,
    opened: 0,
    closed: 0,
    told: [] as LiveEvent[],
    wake: null as { at: number; callback: () => void } | null,
    tell: (_: LiveEvent) => {},
    down: () => {},
    /** Time goes by, and what is due is done. */
    pass(milliseconds: number) {
      const end = it.now + milliseconds;
      while (it.wake && it.wake.at <= end) {
        const { at, callback } = it.wake;
        it.wake = null;
        it.now = Math.max(it.now, at);
        callback();
      }
      it.now = end;
    },
  };
  const source = new LiveSource(
    {
      open: (tell, down) => {
        it.opened += 1;
        Object.assign(it, { tell, down });
        return () => {
          it.closed += 1;
        };
      },
      isOnline: () => it.online,
      now: () => it.now,
      random: () => random,
      wakeIn: (milliseconds, callback) => {
        it.wake = { at: it.now + milliseconds, callback };
      },
    },
    (event) => it.told.push(event),
  );
  return { it, source };
}

describe('the line to the server', () => {
  it('comes back later each time, at a time of its own, and soon again once it was there', () => {
    const pauses = (random: number) => {
      const { it } = world(random);
      return [0, 1, 2, 3, 4, 5, 6, 7].map(() => {
        it.down();
        const pause = (it.wake?.at ?? 0) - it.now;
        it.pass(pause);
        return pause;
      });
    };
    expect(pauses(1)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(pauses(0)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    const { it } = world();
    it.down();
    it.pass(1_000);
    it.tell({ event: 'beat' });
    it.down();
    expect((it.wake?.at ?? 0) - it.now).toBe(1_000);
  });

  it('is opened anew when nothing was heard for two beats, as after a sleep; not while beats come', () => {
    const { it, source } = world();
    for (let beats = 0; beats < 10; beats += 1) {
      it.pass(20_000);
      it.tell({ event: 'beat' });
    }
    expect(it.opened).toBe(1);
    it.now += 3_600_000; // timers slept too
    source.look();
    expect([it.opened, it.closed]).toEqual([2, 1]);
    it.pass(50_000);
    expect(it.opened).toBe(3);
  });

  it('asks for nothing while the network is away, and at once when it is back', () => {
    const { it, source } = world();
    it.online = false;
    source.look();
    expect([it.opened, it.closed]).toEqual([1, 1]);
    it.pass(600_000);
    expect(it.opened).toBe(1);
    it.online = true;
    source.look();
    expect(it.opened).toBe(2);
  });

  it('ends with the session, and looks seconds later whether there is another one, unless it was stopped', () => {
    const { it, source } = world();
    it.tell({ event: 'over' });
    expect([it.opened, it.closed]).toEqual([1, 1]);
    it.pass(7_999);
    expect(it.opened).toBe(1);
    it.pass(1);
    expect(it.opened).toBe(2);
    it.tell({ event: 'over' });
    source.stop();
    it.pass(600_000);
    source.look();
    expect(it.opened).toBe(2);
    expect(it.told).toEqual([{ event: 'over' }, { event: 'over' }]);
  });
});
