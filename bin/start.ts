/** `npm start`: database, keys, demo, then the web and worker processes, kept running until Ctrl-C. */
import path from 'node:path';
import { type Config, parseConfig, parseSettings } from '../lib/config';
import { assertPortFree } from '../lib/start/assert-port-free';
import { bannerLines } from '../lib/start/banner-lines';
import { assertRoomForNewDatabase, takeDataFolder } from '../lib/start/data-folder';
import { openDiskReserve } from '../lib/start/disk-reserve';
import { heapBounds } from '../lib/start/heap-bounds';
import { keepDatabase, startWithRoom } from '../lib/start/keep-database';
import { assertRuntime, nodeInWords } from '../lib/start/node-runtime';
import { PreparationFailed, prepareInChild } from '../lib/start/prepare-in-child';
import { sentenceFor } from '../lib/start/sentence-for';
import { type StartedDatabase, startDatabase } from '../lib/start/start-database';
import { StartError } from '../lib/start/start-error';
import { rotateLog, type SupervisedProcess, superviseProcess } from '../lib/start/supervised-process';
import { untilToldToStop } from '../lib/start/until-told-to-stop';

type Environment = NodeJS.ProcessEnv;

const root = path.resolve(import.meta.dirname, '..');
const knownFlags = ['--no-demo', '--no-build', '--dev'];
const say = (line: string) => console.log(line);
/** What has to be ended, in the order it was begun. */
const begun: (() => Promise<void> | void)[] = [];

function readFlags(): Environment {
  const unknown = process.argv.slice(2).filter((flag) => !knownFlags.includes(flag));
  if (unknown.length > 0)
    throw new StartError(`${unknown.join(' ')} is not known; there are ${knownFlags.join(', ')}.`);
  return process.argv.includes('--no-demo') ? { ...process.env, PLI_DEMO: 'off' } : { ...process.env };
}

/** What web and worker get: the resolved database address of the restricted role, and never the owner's. */
function childEnvironment(environment: Environment, config: Config, databaseUrl: string): Environment {
  const dev = process.argv.includes('--dev');
  const {
    DATABASE_URL_FILE: _file,
    DATABASE_OWNER_URL: _owner,
    DATABASE_OWNER_URL_FILE: _ownerFile,
    ...rest
  } = environment;
  return {
    ...rest,
    DATABASE_URL: databaseUrl,
    PLI_DATA_DIR: config.dataDir,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

function startChildren(config: Config, env: Environment): SupervisedProcess[] {
  const isDev = process.argv.includes('--dev');
  const program = (name: 'web' | 'worker', file: string, args: readonly string[]) => {
    // In production the operator's own log collection reads standard output.
    const logFile = config.mode === 'production' ? null : path.join(config.dataDir, 'logs', `${name}.log`);
    if (logFile) rotateLog(logFile);
    // Building pages as one edits takes what it takes.
    const nodeArgs = isDev ? [] : heapBounds[name];
    return superviseProcess({ name, file: path.join(root, 'dist', file), args, nodeArgs, env, logFile }, say);
  };
  return [program('worker', 'worker.mjs', []), program('web', 'server.mjs', isDev ? ['--dev'] : [])];
}

async function start(): Promise<void> {
  const environment = readFlags();
  const given = parseSettings(environment);
  const dataDir = given.PLI_DATA_DIR;
  const reserve = openDiskReserve(dataDir);
  begun.push(takeDataFolder(dataDir, reserve.giveUp));
  await assertPortFree(given.PLI_HOST, given.PLI_PORT);
  let children: SupervisedProcess[] = [];
  const keeping = {
    start: (port: number | undefined) => startDatabase(dataDir, port),
    makeRoom: reserve.giveUp,
    say,
    onMoved: async (url: string) => {
      if (children.length === 0) return;
      await Promise.all(children.map((child) => child.stop()));
      children = startChildren(config, childEnvironment(environment, config, url));
    },
  };
  let embedded: StartedDatabase | null = null;
  if (!given.DATABASE_URL) {
    assertRoomForNewDatabase(dataDir);
    embedded = await startWithRoom(keeping, given.PLI_DATABASE_PORT);
    begun.push(keepDatabase(embedded, keeping), reserve.watch(say));
  }
  const settled = embedded
    ? { ...environment, DATABASE_URL: embedded.url, DATABASE_OWNER_URL: embedded.ownerUrl }
    : environment;
  const config = parseConfig(settled);
  assertRuntime(config);
  const prepared = await prepareInChild(
    path.join(root, 'dist/prepare.mjs'),
    embedded ? ['--embedded'] : [],
    settled,
  );
  children = startChildren(config, childEnvironment(environment, config, config.database.url));
  begun.push(async () => {
    await Promise.all(children.map((child) => child.stop()));
  });
  await Promise.all(children.map((child) => child.ready));
  for (const line of bannerLines(config, prepared, nodeInWords())) say(line);
}

async function stopAll(): Promise<void> {
  for (const end of begun.splice(0).reverse()) await end();
}

async function fail(error: unknown): Promise<void> {
  if (!(error instanceof PreparationFailed)) console.error(sentenceFor(error));
  await stopAll().catch(() => undefined);
  process.exit(1);
}

const told = untilToldToStop();
// The terminal has gone (the signal that says so follows), or the disk that takes this output is full.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
try {
  await Promise.race([start(), told]);
  await told;
  say('\nStopping …');
  const toldAt = Date.now();
  process.on('SIGINT', () => {
    // A second Ctrl-C does not wait; the first one comes twice where another Node handed over to this one.
    if (Date.now() - toldAt > 1_000) process.exit(130);
  });
  await stopAll();
  say('Stopped.');
  process.exit(0);
} catch (error) {
  await fail(error);
}
