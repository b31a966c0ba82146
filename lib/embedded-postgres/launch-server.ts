import 'server-only';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, saysDiskFull } from './embedded-postgres-error';
import { livePostmaster, type Postmaster } from './postmaster';
import type { RunAs } from './run-as';
import { serverBinary } from './server-binary';

export type LaunchedServer = Postmaster & {
  /** The end of what the server logged, where this process started it; else empty. */
  lastWords(): string;
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

const attemptsMax = 40;
const wordsKept = 2_000;

/** How long a server may take to end by itself before it is told to end its sessions, and before it is ended without a checkpoint. */
const endPatience = { smart: 1_000, fast: 120_000 };

/**
 * Starts the server on its folder, or joins the one that runs there; one that is just ending is waited for.
 * @throws EmbeddedPostgresError with what the server said; at once where the disk is full
 */
export async function startOrJoin(
  dataDir: string,
  wantedPort: number,
  as: RunAs,
  settings: readonly string[],
): Promise<LaunchedServer> {
  let said = '';
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    await untilEnded(dataDir);
    const running = livePostmaster(dataDir);
    if (running) return { ...running, lastWords: () => '' };
    rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
    const launched = await launch(dataDir, await freePort(wantedPort), as, settings);
    said = launched.lastWords();
    const started = launched.isReady ? livePostmaster(dataDir) : null;
    if (started) return { ...started, lastWords: launched.lastWords };
    if (saysDiskFull(said)) break;
    await sleep(250); // e.g. shared memory of just-killed backends is still in use
  }
  throw new EmbeddedPostgresError(`The embedded database in ${dataDir} does not start: ${said}`, said);
}

/**
 * Waits for a server that was told to end. It may have been told to wait for its clients (SIGTERM), and those keep their connections
 * for ever while it takes no new ones: then it is told to end them.
 */
async function untilEnded(dataDir: string): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    const running = livePostmaster(dataDir);
    if (running?.status !== 'stopping') return;
    if (waited === endPatience.smart) signalIfAlive(running.pid, 'SIGINT');
    if (waited === endPatience.fast) signalIfAlive(running.pid, 'SIGQUIT');
    await sleep(50);
  }
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has just ended
  }
}

/** One try; `isReady` is false when it exits instead of becoming ready. */
async function launch(
  dataDir: string,
  port: number,
  as: RunAs,
  settings: readonly string[],
): Promise<{ isReady: boolean; lastWords(): string }> {
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
  let log = '';
  const isReady = await new Promise<boolean>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-wordsKept);
      if (log.includes('ready to accept connections')) resolve(true);
    });
    child.once('error', (error) => {
      log += error.message;
      resolve(false);
    });
    child.once('close', () => resolve(false));
  });
  // From here on it does not keep this process alive; its last words are still heard.
  child.unref();
  (child.stderr as unknown as { unref?: () => void }).unref?.(); // a pipe's socket; the stream type does not say so
  return { isReady, lastWords: () => log };
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
