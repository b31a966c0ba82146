import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryGate } from '../../../lib/browser/retry-gate';
import { ApiProblem, NetworkLost } from '../../../lib/transfer/api-client';

describe('the retry gate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const forever = new AbortController().signal;

  it('goes on by itself after a pause, and says that it waits', async () => {
    const told: (string | null)[] = [];
    const gate = createRetryGate((reason) => told.push(reason));
    let failures = 2;
    const work = gate.persist(async () => {
      if (failures-- > 0) throw new NetworkLost();
      return 'done';
    }, forever);
    await vi.advanceTimersByTimeAsync(1_875); // half a second and one, a quarter more at most
    await expect(work).resolves.toBe('done');
    expect(told).toEqual(['network', null, 'network', null]);
  });

  it('goes on at once when it is woken, without any timer', async () => {
    const gate = createRetryGate(() => undefined);
    let away = true;
    const work = gate.persist(async () => {
      if (away) throw new NetworkLost();
      return 'done';
    }, forever);
    await vi.advanceTimersByTimeAsync(0);
    away = false;
    gate.wake();
    await expect(work).resolves.toBe('done');
  });

  it('waits for a sign-in however long it takes', async () => {
    const gate = createRetryGate(() => undefined);
    const work = vi.fn(async () => {
      throw new ApiProblem(401, 'sign-in-required');
    });
    void gate.persist(work, forever).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(work).toHaveBeenCalledTimes(1);
    gate.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('does not ask for a second sign-in because of a request that left before the first', async () => {
    const told: (string | null)[] = [];
    const gate = createRetryGate((reason) => told.push(reason));
    let answerLate = () => {};
    const refused = new ApiProblem(401, 'sign-in-required');
    const work = vi
      .fn<() => Promise<string>>()
      .mockImplementationOnce(
        () =>
          new Promise((_, reject) => {
            answerLate = () => reject(refused);
          }),
      )
      .mockResolvedValueOnce('done');
    const done = gate.persist(work, forever);
    gate.wake(); // the person has signed in; the refusal is still on its way
    answerLate();
    await expect(done).resolves.toBe('done');
    expect(told).toEqual([]);
  });

  it('asks for a fresh signature a few times only', async () => {
    const gate = createRetryGate(() => undefined);
    const work = vi.fn(async () => {
      throw new ApiProblem(400, 'corrupted-on-the-way');
    });
    await expect(gate.persist(work, forever)).rejects.toThrow('corrupted-on-the-way');
    expect(work).toHaveBeenCalledTimes(4);
  });

  it('ends a wait when the work is given up', async () => {
    const gate = createRetryGate(() => undefined);
    const controller = new AbortController();
    const work = gate.persist(async () => {
      throw new NetworkLost();
    }, controller.signal);
    const ended = expect(work).rejects.toThrow('halted');
    await vi.advanceTimersByTimeAsync(0);
    controller.abort(new Error('halted'));
    await ended;
  });
});
