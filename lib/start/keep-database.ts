import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, saysDiskFull } from '../embedded-postgres/embedded-postgres-error';
import type { StartedDatabase } from './start-database';

export type DatabaseKeeping = {
  /** Starts the database on that port where it is free, else on another. */
  start: (port: number | undefined) => Promise<StartedDatabase>;
  /** Gives the database room on a full disk; false where there is none to give. */
  makeRoom: () => boolean;
  say: (line: string) => void;
  /** The database has another address than before. */
  onMoved: (url: string) => Promise<void>;
};

const pauseSecondsMax = 15;

/**
 * Keeps a started database running: whatever ended it (a signal, a crash, a full disk, an operator who starts it anew), it is
 * started again, or joined, and again after pauses that grow to 15 s while it does not come up. Meanwhile requests are answered 503; nothing
 * of the database's ends this process. Returns what stops both the keeping and the database.
 */
export function keepDatabase(first: StartedDatabase, keeping: DatabaseKeeping): () => Promise<void> {
  let current: StartedDatabase | null = first;
  const stopping = new AbortController();

  const keep = async () => {
    for (let running = first; !stopping.signal.aborted; ) {
      await Promise.race([running.gone, whenAborted(stopping.signal)]);
      if (stopping.signal.aborted) return;
      keeping.say(`The database has gone${because(running.lastWords())}; it starts again.`);
      current = null;
      const next = await startUntilItRuns(keeping, Number(new URL(running.url).port), stopping.signal);
      if (next === null) return;
      current = next;
      keeping.say('The database runs again.');
      if (next.url !== running.url)
        await keeping.onMoved(next.url).catch((error: unknown) => keeping.say(String(error)));
      running = next;
    }
  };
  const kept = keep();

  return async () => {
    stopping.abort();
    await kept;
    await current?.stop();
  };
}

/**
 * The first start: on a full disk with the room kept for it.
 * @throws EmbeddedPostgresError when that is not enough either
 */
export async function startWithRoom(
  { start, makeRoom }: Pick<DatabaseKeeping, 'start' | 'makeRoom'>,
  port: number | undefined,
): Promise<StartedDatabase> {
  try {
    return await start(port);
  } catch (error) {
    if (!isDiskFull(error) || !makeRoom()) throw error;
    return start(port);
  }
}

/** Null when it was told to stop before the database ran. Says each reason once. */
async function startUntilItRuns(
  keeping: DatabaseKeeping,
  port: number,
  signal: AbortSignal,
): Promise<StartedDatabase | null> {
  let said = '';
  for (let seconds = 0.5; !signal.aborted; seconds = Math.min(seconds * 2, pauseSecondsMax)) {
    try {
      return await startWithRoom(keeping, port);
    } catch (error) {
      const reason = isDiskFull(error)
        ? 'The database cannot start: its disk is full. Make room; it is tried again until it runs.'
        : `The database does not start, it is tried again: ${error instanceof Error ? error.message : String(error)}`;
      if (reason !== said) keeping.say(reason);
      said = reason;
    }
    await sleep(seconds * 1_000, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** From the server's own words, or from the system while files were written for it. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof EmbeddedPostgresError) return error.diskFull;
  return error instanceof Error && saysDiskFull(`${'code' in error ? error.code : ''} ${error.message}`);
}

function because(lastWords: string): string {
  return saysDiskFull(lastWords) ? ' (its disk is full)' : '';
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
