import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { wakeChannel } from '../adapters/queue/queue-definitions';
import { lineLimits } from '../db/client';
import type { Logger } from '../log';

/** Held, shared, by every living worker: Postgres gives it back the moment a killed one's connection closes. */
const workersLock = 5_021_771_001;

export type WorkerPresence = { close(): Promise<void> };

/**
 * One connection that says "a worker lives here" and hears of new jobs.
 * `alone` runs before this worker takes its first job, and only when no other worker lives: whatever is still marked as
 * under way then belonged to a worker that is gone. After a lost connection it comes back by itself.
 */
export async function announceWorker(
  url: string,
  log: Logger,
  on: { alone: (client: pg.Client) => Promise<void>; job: (queue: string) => void },
): Promise<WorkerPresence> {
  let closed = false;
  let client = await connect(true);

  async function connect(first: boolean): Promise<pg.Client> {
    const next = new pg.Client({ connectionString: url, application_name: 'pli-worker', ...lineLimits });
    next.on('error', (error) => log.warn({ err: error }, 'worker: connection lost'));
    try {
      await next.connect();
      await announce(next, first);
    } catch (error) {
      void next.end().catch(() => undefined);
      throw error;
    }
    next.once('end', () => void comeBack());
    return next;
  }

  async function announce(next: pg.Client, first: boolean): Promise<void> {
    next.on('notification', (message) => on.job(message.payload ?? ''));
    const { rows } = await next.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      workersLock,
    ]);
    if (rows[0]?.alone) {
      if (first) await on.alone(next);
      await next.query('SELECT pg_advisory_lock_shared($1), pg_advisory_unlock($1)', [workersLock]);
    } else {
      await next.query('SELECT pg_advisory_lock_shared($1)', [workersLock]);
    }
    await next.query(`LISTEN ${wakeChannel}`);
  }

  async function comeBack(): Promise<void> {
    for (let wait = 500; !closed; wait = Math.min(wait * 2, 10_000)) {
      await pause(wait);
      if (closed) return;
      try {
        client = await connect(false);
        return;
      } catch (error) {
        log.warn({ err: error }, 'worker: no connection yet');
      }
    }
  }

  return {
    async close() {
      closed = true;
      await client.end().catch(() => undefined);
    },
  };
}
