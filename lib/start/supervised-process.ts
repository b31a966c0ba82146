import 'server-only';
import { type ChildProcess, spawn } from 'node:child_process';
import { renameSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program to keep running. It says `{ ready: true }` over IPC when it serves, and ends when the IPC channel closes. */
export type Program = {
  name: string;
  file: string;
  args: readonly string[];
  /** Options of Node itself. */
  nodeArgs: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Where its output goes; null: to this process's own. */
  logFile: string | null;
};

export type SupervisedProcess = {
  /** Resolves at its first `ready`. @throws Error when it ends `triesMax` times before that. */
  ready: Promise<void>;
  /** SIGTERM, and SIGKILL when it is still there 20 s later; resolves when it has ended and will not come back. */
  stop(): Promise<void>;
};

const pauseSecondsMax = 30;
const steadySeconds = 60;
const triesMax = 3;
const logBytesMax = 20_000_000;

/** Runs a program and starts it again whenever it ends, after pauses that grow from 0.5 s to 30 s while it keeps ending. */
export function superviseProcess(program: Program, say: (line: string) => void): SupervisedProcess {
  let child: ChildProcess | null = null;
  let stopping = false;
  let wasReady = false;
  const pause = new AbortController();
  let announce: { resolve: () => void; reject: (error: Error) => void } = {
    resolve: () => {},
    reject: () => {},
  };
  const ready = new Promise<void>((resolve, reject) => {
    announce = { resolve, reject };
  });

  const run = () =>
    new Promise<string>((resolve) => {
      child = launch(program);
      child.on('message', () => {
        wasReady = true;
        announce.resolve();
      });
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ? `killed by ${signal}` : `code ${code}`));
    });

  const keepRunning = async () => {
    for (let failures = 0; !stopping; ) {
      const since = Date.now();
      const end = await run();
      if (stopping) return;
      failures = Date.now() - since > steadySeconds * 1000 ? 1 : failures + 1;
      if (!wasReady && failures >= triesMax) {
        announce.reject(
          new Error(`The ${program.name} process does not start (${end}).${whereToLook(program)}`),
        );
        return;
      }
      const seconds = Math.min(pauseSecondsMax, 0.5 * 2 ** (failures - 1));
      say(
        `The ${program.name} process has ended (${end}); it starts again in ${seconds} s.${whereToLook(program)}`,
      );
      await sleep(seconds * 1000, undefined, { signal: pause.signal }).catch(() => undefined);
    }
  };
  const ended = keepRunning();

  return {
    ready,
    async stop() {
      stopping = true;
      pause.abort();
      child?.kill('SIGTERM');
      const kill = setTimeout(() => child?.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(kill);
    },
  };
}

function launch({ file, args, nodeArgs, env, logFile }: Program): ChildProcess {
  const child = spawn(process.execPath, [...nodeArgs, file, ...args], {
    env,
    // Its own process group: Ctrl-C in the terminal reaches only the supervisor, which ends everything in order.
    detached: true,
    stdio: ['ignore', logFile ? 'pipe' : 'inherit', logFile ? 'pipe' : 'inherit', 'ipc'],
  });
  if (logFile) {
    const log = logSink(logFile);
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('close', () => log.end());
  }
  return child;
}

/** Appends to a file. What a full disk does not take is left out; the process goes on, and so does its log once there is room. */
function logSink(file: string): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) =>
      appendFile(file, chunk, { mode: 0o600 }).then(
        () => done(),
        () => done(),
      ),
  });
}

/** Keeps one older file beside a log that has grown large; called before the process starts. */
export function rotateLog(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logBytesMax) renameSync(file, `${file}.1`);
}

function whereToLook({ logFile }: Program): string {
  return logFile ? ` Its log: ${logFile}` : '';
}
