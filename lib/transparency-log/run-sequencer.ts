import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../services';
import { ensureFirstCheckpoint, integrateEntries } from './integrate-entries';
import { LogBroken } from './log-broken';

const everyMilliseconds = 1_000;
/** A log that is broken, or a database that is away, is tried again after pauses that grow up to this. */
const pauseMillisecondsMax = 30_000;

export type RunningSequencer = {
  /** Resolves when the transaction under way has ended. */
  stop(): Promise<void>;
};

/** Integrates what waits about once a second, for as long as the process lives; any number of copies may run. */
export function runSequencer(services: Pick<Services, 'db' | 'keys' | 'log'>): RunningSequencer {
  const stopping = new AbortController();
  const ended = loop(services, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function loop(services: Pick<Services, 'db' | 'keys' | 'log'>, stopping: AbortSignal): Promise<void> {
  let hasFirst = false;
  let failures = 0;
  while (!stopping.aborted) {
    let more = false;
    try {
      if (!hasFirst) await ensureFirstCheckpoint(services);
      hasFirst = true;
      more = (await hasWaiting(services)) && (await integrateEntries(services)).more;
      failures = 0;
    } catch (error) {
      failures++;
      if (error instanceof LogBroken) services.log.error({ err: error }, 'log: broken, nothing is added');
      else services.log.warn({ err: error }, 'log: not integrated');
    }
    const milliseconds = more ? 0 : Math.min(everyMilliseconds * 2 ** failures, pauseMillisecondsMax);
    await pause(milliseconds, undefined, { signal: stopping }).catch(() => undefined);
  }
}

async function hasWaiting({ db }: Pick<Services, 'db'>): Promise<boolean> {
  const [row] = await db.$queryRaw<
    { waiting: boolean }[]
  >`SELECT EXISTS (SELECT FROM audit_unsequenced) AS waiting`;
  return row?.waiting ?? false;
}
