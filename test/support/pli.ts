import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { PliPlace } from './pli-place.ts';
import { descendantsOf, lives } from './process-tree.ts';

export type { Account } from './pli-place.ts';

export type ProcessRole = 'supervisor' | 'web' | 'worker' | 'postgres';

export type PliOptions = {
  /** Settings besides the folder, the host and the ports; `undefined` takes one away. */
  env?: Record<string, string | undefined>;
  /** The port of its web server; any free one otherwise. */
  port?: number;
  /** A folder that an earlier Pli left; by default a new one, removed at the end. */
  dataDir?: string;
  /** Begin with a copy of what a first start leaves, instead of doing all of it again: the database made, the demo seeded. */
  begun?: boolean;
  /** The folder of a built Pli of another version; this one otherwise. */
  root?: string;
};

const repository = path.resolve(import.meta.dirname, '../..');

/** A whole Pli, as `npm start` starts it, on a data folder and ports of its own. */
export class Pli extends PliPlace {
  private supervisor: ChildProcess | null = null;
  private said = '';

  private constructor(
    port: number,
    dataDir: string,
    private readonly env: Record<string, string | undefined>,
    private readonly ownsFolder: boolean,
    private readonly root: string,
  ) {
    super(port, dataDir);
  }

  /** Starts one and waits until it answers /readyz. @throws with its output when it ends or is not ready in four minutes. */
  static async start(options: PliOptions = {}): Promise<Pli> {
    const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'pli-whole-'));
    if (options.begun) copyFolder(await firstStart(), dataDir);
    const pli = new Pli(
      options.port ?? (await freePort()),
      dataDir,
      options.env ?? {},
      options.dataDir === undefined,
      options.root ?? repository,
    );
    try {
      await pli.launch();
    } catch (error) {
      await pli.stop();
      throw error;
    }
    return pli;
  }

  /** All that the processes printed so far. */
  get output(): string {
    return this.said;
  }

  /** @throws when no such process lives. */
  pid(role: ProcessRole): number {
    const found = this.findPid(role);
    if (found === null) throw new Error(`no ${role} process`);
    return found;
  }

  /** Kills one process as the kernel does when memory is short: no last word. */
  async kill9(role: ProcessRole): Promise<void> {
    const pid = this.pid(role);
    process.kill(pid, 'SIGKILL');
    await until(() => !lives(pid), 60, `${role} lives on after SIGKILL`);
  }

  /** Starts the same Pli again on the same folder and ports, after `stop` or a kill of the supervisor. */
  async launch(): Promise<void> {
    const startScript = path.join(this.root, 'dist/start.mjs');
    if (!existsSync(startScript)) throw new Error(`${startScript} is missing: npm run build`);
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      PLI_DATA_DIR: this.dataDir,
      PLI_HOST: '127.0.0.1',
      PLI_PORT: String(this.port),
      PLI_PUBLIC_URL: this.url,
      NEXT_TELEMETRY_DISABLED: '1',
      // what is sent arrives at once; the tests of taking back say otherwise
      PLI_TAKE_BACK_SECONDS: '0',
      // letters are counted; the test of the demo says otherwise
      PLI_DEMO: 'accounts',
      ...this.env,
    };
    for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
    const child = spawn(process.execPath, [startScript], {
      cwd: this.root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.supervisor = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.said = (this.said + chunk.toString('utf8')).slice(-200_000);
      });
    }
    await this.ready(240);
  }

  /** Waits until /readyz answers 200. */
  async ready(seconds = 90): Promise<void> {
    await until(
      async () => {
        if (this.supervisor?.exitCode != null)
          throw new Error(`Pli ended with ${this.supervisor.exitCode}:\n${this.lastWords()}`);
        const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(
          () => null,
        );
        await answer?.arrayBuffer();
        return answer?.status === 200;
      },
      seconds,
      () => `not ready in ${seconds} s:\n${this.lastWords()}`,
    );
  }

  /** Ctrl-C. @throws when anything of it still lives a minute later. */
  async stop(): Promise<void> {
    await this.stopKeepingData();
    if (this.ownsFolder)
      rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Ctrl-C, and the folder stays for `launch`. @throws when anything of it still lives a minute later. */
  async stopKeepingData(): Promise<void> {
    const supervisor = this.supervisor;
    this.supervisor = null;
    if (supervisor?.pid !== undefined && supervisor.exitCode === null && supervisor.signalCode === null) {
      const family = [supervisor.pid, ...descendantsOf(supervisor.pid).map((process) => process.pid)];
      supervisor.kill('SIGINT');
      await until(() => !family.some(lives), 60, 'something of Pli lives on after Ctrl-C');
    }
  }

  /** What a person needs to see when it does not run: the end of what supervisor, web and worker said. */
  private lastWords(): string {
    const log = (name: string) => {
      const file = path.join(this.dataDir, 'logs', `${name}.log`);
      return existsSync(file) ? `${name}.log: ${readFileSync(file, 'utf8').slice(-3_000)}` : '';
    };
    return [this.said.slice(-3_000), log('web'), log('worker')].join('\n');
  }

  private findPid(role: ProcessRole): number | null {
    const supervisor = this.supervisor?.pid;
    if (supervisor === undefined) return null;
    if (role === 'supervisor') return lives(supervisor) ? supervisor : null;
    if (role === 'postgres') return this.postmaster();
    const script = role === 'web' ? 'server.mjs' : 'worker.mjs';
    return descendantsOf(supervisor).find((process) => process.command.includes(script))?.pid ?? null;
  }

  private postmaster(): number | null {
    try {
      const pid = Number(
        readFileSync(path.join(this.dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0],
      );
      return lives(pid) ? pid : null;
    } catch {
      return null;
    }
  }
}

let made: Promise<string> | null = null;

/** What a first start of this build leaves behind: made once a build, kept in dist/, by whoever asks first. */
function firstStart(): Promise<string> {
  made ??= makeFirstStart();
  return made;
}

async function makeFirstStart(): Promise<string> {
  const stamp = readFileSync(path.join(repository, '.next/pli-build'), 'utf8').slice(0, 16);
  const kept = path.join(repository, 'dist', `first-start-${stamp}`);
  // Attacks and journeys begin at the same moment: one of them makes it.
  await until(() => existsSync(kept) || becomeMaker(`${kept}.maker`), 300, 'nobody made the first start');
  if (existsSync(kept)) return kept;
  const older = readdirSync(path.dirname(kept)).filter((name) => /^first-start-[0-9a-f]{16}$/.test(name));
  for (const name of older) rmSync(path.join(path.dirname(kept), name), { recursive: true, force: true });
  const own = mkdtempSync(path.join(repository, 'dist', 'first-start-'));
  const pli = await Pli.start({ dataDir: own });
  await pli.stop();
  for (const name of ['logs', 'mails']) rmSync(path.join(own, name), { recursive: true, force: true });
  renameSync(own, kept);
  rmSync(`${kept}.maker`);
  return kept;
}

/** Whether this process is to make it: the first that asks, or the next one when that has died. */
function becomeMaker(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const maker = Number(readFileSync(file, 'utf8'));
    if (maker !== process.pid && maker > 0 && !lives(maker)) rmSync(file, { force: true });
    return maker === process.pid;
  }
}

/** With owners and modes: the database's folder belongs to whom Postgres runs as. */
function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', `${from}/.`, to]);
}

/** Waits until `true`; asks ten times a second. @throws after `seconds` with `otherwise`. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  seconds: number,
  otherwise: string | (() => string),
): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(typeof otherwise === 'string' ? otherwise : otherwise());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
