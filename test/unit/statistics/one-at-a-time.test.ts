import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { oneAtATime } from '../../../lib/statistics/one-at-a-time';

describe('what takes long', () => {
  test('runs one after the other, in order', async () => {
    const inTurn = oneAtATime();
    const [running, done]: [string[], string[]] = [[], []];
    const work = (name: string) => async () => {
      running.push(name);
      expect(running).toHaveLength(1);
      await sleep(5);
      running.pop();
      done.push(name);
      return name;
    };
    expect(await Promise.all(['a', 'b', 'c'].map((name) => inTurn(name, work(name))))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  test('is done once for all who ask meanwhile, and again for who asks after', async () => {
    const inTurn = oneAtATime();
    let times = 0;
    const work = async () => {
      await sleep(5);
      return ++times;
    };
    expect(await Promise.all([inTurn('x', work), inTurn('x', work), inTurn('y', work)])).toEqual([1, 1, 2]);
    expect(await inTurn('x', work)).toBe(3);
  });

  test('that fails, fails for who asked, and holds nobody up', async () => {
    const inTurn = oneAtATime();
    const failing = inTurn('x', () => Promise.reject(new Error('away')));
    const next = inTurn('y', async () => 1);
    await expect(failing).rejects.toThrow('away');
    expect(await next).toBe(1);
    expect(await inTurn('x', async () => 2)).toBe(2);
  });
});
