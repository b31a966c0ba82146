import { describe, expect, test } from 'vitest';
import { EmbeddedPostgresError } from '../../../lib/embedded-postgres/embedded-postgres-error';
import { keepDatabase, startWithRoom } from '../../../lib/start/keep-database';
import type { StartedDatabase } from '../../../lib/start/start-database';

const full = () =>
  new EmbeddedPostgresError('does not start', 'PANIC:  could not write to file: No space left on device');

/** A database that goes when it is told to. */
function database(url = 'postgresql://127.0.0.1:1/pli') {
  let go = () => {};
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  const made = { url, ownerUrl: url, gone, lastWords: () => '', stopped: false, go: () => go() };
  return Object.assign(made, {
    stop: async () => {
      made.stopped = true;
    },
  });
}

describe('a database that is kept running', () => {
  test('does not start for a while: said once, tried again, the processes told of a new address', async () => {
    const said: string[] = [];
    const moved: string[] = [];
    const first = database();
    const second = database('postgresql://127.0.0.1:2/pli');
    const starts = [full, full, full];
    let runs = () => {};
    const again = new Promise<void>((resolve) => {
      runs = resolve;
    });
    const stop = keepDatabase(first, {
      start: async (): Promise<StartedDatabase> => {
        const failure = starts.shift();
        if (failure) throw failure();
        return second;
      },
      makeRoom: () => false,
      say: (line) => said.push(line),
      onMoved: async (url) => {
        moved.push(url);
        runs();
      },
    });
    first.go();
    await again;
    await stop();
    expect(said.filter((line) => line.includes('its disk is full. Make room'))).toHaveLength(1);
    expect(moved).toEqual([second.url]);
    expect([first.stopped, second.stopped]).toEqual([false, true]);
  });

  test('is stopped while it cannot start: no try outlives that', async () => {
    const first = database();
    let tries = 0;
    const stop = keepDatabase(first, {
      start: async () => {
        tries++;
        throw new Error('no');
      },
      makeRoom: () => false,
      say: () => {},
      onMoved: async () => {},
    });
    first.go();
    while (tries === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stop();
    const before = tries;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(tries).toBe(before);
  });

  test('on a full disk it takes the room that was kept for it, once', async () => {
    const made = database();
    const failures = [full];
    let kept = true;
    const start = async () => {
      const failure = failures.shift();
      if (failure) throw failure();
      return made;
    };
    const makeRoom = () => {
      const had = kept;
      kept = false;
      return had;
    };
    expect(await startWithRoom({ start, makeRoom }, undefined)).toBe(made);
    failures.push(full);
    await expect(startWithRoom({ start, makeRoom }, undefined)).rejects.toMatchObject({ diskFull: true });
  });
});
