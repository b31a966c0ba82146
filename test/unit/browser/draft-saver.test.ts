import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftSaver, type SaveState } from '../../../lib/browser/compose/draft-saver';
import { ApiProblem, NetworkLost } from '../../../lib/transfer/api-client';

const savedAt = new Date('2026-11-21T14:03:00Z');

describe('autosave', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function createSaver(answer: () => Promise<Date>) {
    const states: SaveState['state'][] = [];
    const save = vi.fn(answer);
    const saver = new DraftSaver({ save, onState: ({ state }) => void states.push(state) });
    return { saver, save, states };
  }

  it('saves once, a second after the last keystroke', async () => {
    const { saver, save, states } = createSaver(async () => savedAt);
    for (let keystroke = 0; keystroke < 5; keystroke += 1) {
      saver.touch();
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save).toHaveBeenCalledTimes(1);
    expect(states).toEqual(['dirty', 'saving', 'saved']);
  });

  it('saves changes that never pause within the time each of them allows', async () => {
    const { saver, save } = createSaver(async () => savedAt);
    const changeFor = async (seconds: number, withinMs?: number) => {
      for (let change = 0; change < seconds * 4; change += 1) {
        saver.touch(withinMs);
        await vi.advanceTimersByTimeAsync(250);
      }
    };
    await changeFor(4.75);
    expect(save).not.toHaveBeenCalled();
    await changeFor(0.5);
    expect(save).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    save.mockClear();
    await changeFor(1.75, 2_000);
    expect(save).not.toHaveBeenCalled();
    await changeFor(0.5, 2_000);
    expect(save).toHaveBeenCalledTimes(1);
  });

  it('saves what was typed during a save, after it', async () => {
    let release = () => {};
    const { saver, save } = createSaver(() => new Promise((resolve) => (release = () => resolve(savedAt))));
    saver.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    saver.touch();
    release();
    await vi.advanceTimersByTimeAsync(1_100);
    expect(save).toHaveBeenCalledTimes(2);
  });

  it('lets a seal wait for the save under way, and begins no other before the next change', async () => {
    let release = () => {};
    const { saver, save } = createSaver(() => new Promise((resolve) => (release = () => resolve(savedAt))));
    saver.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    saver.touch();
    let held = false;
    void saver.hold().then(() => (held = true));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(held).toBe(false);
    release();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(held).toBe(true);
    expect(save).toHaveBeenCalledTimes(1);
    saver.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save).toHaveBeenCalledTimes(2);
  });

  it('keeps trying while the network is away, and loses nothing', async () => {
    let away = true;
    const { saver, states } = createSaver(async () => {
      if (away) throw new NetworkLost();
      return savedAt;
    });
    saver.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states.at(-1)).toBe('offline');
    expect(saver.unsaved).toBe(true);
    away = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states.at(-1)).toBe('saved');
    expect(saver.unsaved).toBe(false);
  });

  it('stops at a newer version elsewhere until the person has chosen', async () => {
    const { saver, save, states } = createSaver(async () => {
      throw new ApiProblem(409, 'draft-stale');
    });
    saver.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    saver.touch();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(states.at(-1)).toBe('stale');
    expect(save).toHaveBeenCalledTimes(1);
  });

  it('says when there is no room for it, keeps it, and asks again half a minute later', async () => {
    let isFull = true;
    const { saver, save, states } = createSaver(async () => {
      if (isFull) throw new ApiProblem(413, 'quota-reached');
      return savedAt;
    });
    saver.touch();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states.at(-1)).toBe('no-room');
    expect(saver.unsaved).toBe(true);
    isFull = false;
    await vi.advanceTimersByTimeAsync(29_000);
    expect(save).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states.at(-1)).toBe('saved');
  });
});
