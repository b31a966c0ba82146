import 'server-only';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { type LaunchedServer, startOrJoin } from './launch-server';
import { initialise, removeInterruptedInits, superuserPassword } from './make-data-folder';
import { livePostmaster, type PostmasterStatus } from './postmaster';
import { runAs } from './run-as';

export type EmbeddedPostgres = {
  /** Superuser's URL of a database of this server. */
  url(database: string): string;
  pid: number;
  port: number;
  /** What it is doing now; null when it has ended. */
  status(): PostmasterStatus | null;
  /** The end of what the server logged, where this process started it; else empty. */
  lastWords(): string;
  /** Ends the server cleanly and waits for it. */
  stop(): Promise<void>;
};

const recoverySecondsMax = 600;

/** A server that recovers from a crash takes connections when it has read its log again, however long that is; one that ends meanwhile never does. */
async function waitUntilReady(dataDir: string, server: LaunchedServer): Promise<void> {
  for (let waited = 0; ; waited += 0.05) {
    const running = livePostmaster(dataDir);
    if (running?.pid === server.pid && running.status === 'ready') return;
    if (running?.pid !== server.pid || running.status === 'stopping' || waited > recoverySecondsMax) {
      const said = server.lastWords();
      throw new EmbeddedPostgresError(`The embedded database ended while it started: ${said}`, said);
    }
    await sleep(50);
  }
}

/**
 * Starts the PostgreSQL of the package `embedded-postgres` on a folder, or joins the one that already runs there (two
 * starters at once, a server left by a killed parent). It listens on 127.0.0.1 only, with a generated password (mode 0600);
 * fsync stays on, so that what was acknowledged survives kill -9. `port` is a wish: a busy one gives way to a free one.
 * @throws EmbeddedPostgresError with what the server said
 */
export async function startEmbeddedPostgres(options: {
  folder: string;
  port?: number;
  settings?: readonly string[];
}): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.folder);
  const dataDir = path.join(folder, 'data');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { file, password } = superuserPassword(folder);
  const as = runAs(folder, dataDir);
  removeInterruptedInits(folder);
  initialise(folder, dataDir, file, as);
  const running = await startOrJoin(dataDir, options.port ?? 0, as, options.settings ?? []);
  const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${running.port}/${database}`;
  await waitUntilReady(dataDir, running);
  const ours = () => {
    const found = livePostmaster(dataDir);
    return found?.pid === running.pid ? found : null;
  };
  return {
    url,
    pid: running.pid,
    port: running.port,
    lastWords: running.lastWords,
    status: () => ours()?.status ?? null,
    stop: async () => {
      if (!ours()) return;
      process.kill(running.pid, 'SIGINT'); // fast shutdown: ends sessions, keeps everything committed
      for (let waited = 0; waited < 30_000 && livePostmaster(dataDir); waited += 50) await sleep(50);
    },
  };
}
