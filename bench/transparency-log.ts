/**
 * `npm run bench:log`: the audit log on an embedded PostgreSQL of its own, durable as in production. Appends of eight writers
 * through `appendEntry` and through its one statement alone, and while a sequencer in a process of its own integrates; before that proofs and the self-check at 10⁴,
 * 10⁵ and 10⁶ entries (`LOG_ROWS=1000000`, the default). The last line is one JSON object.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { appendEntry } from '../lib/audit/trail/append-entry.ts';
import { parseConfig } from '../lib/config.ts';
import { ensureKeys } from '../lib/keys.ts';
import type { Services } from '../lib/services.ts';
import { prepareDatabase } from '../lib/start/prepare-database.ts';
import { startDatabase } from '../lib/start/start-database.ts';
import { integrateEntries } from '../lib/transparency-log/integrate-entries.ts';
import { consistencyProof, inclusionProof } from '../lib/transparency-log/prove.ts';
import { verifyLog } from '../lib/transparency-log/verify-log.ts';
import { createServices } from '../lib/wiring/create-services.ts';
import { fillAudit } from '../test/support/audit-rows.ts';
import { descendantsOf } from '../test/support/process-tree.ts';
import { median } from './measure.ts';
import { cpuSeconds } from './process-cost.ts';

const rows = Number(process.env.LOG_ROWS ?? 1_000_000);
const writers = 8;
const secondsEach = Number(process.env.LOG_SECONDS ?? 5);
const rounds = Number(process.env.LOG_ROUNDS ?? 5);

/** `cpuMicroseconds`: of this process and of all of Postgres, for each entry; unlike the rest little changed by other work. */
type Sample = { perSecond: number; cpuMicroseconds: number };
const samples = new Map<string, Sample[]>();
const waiting: number[] = [];
const titles = {
  floor: 'floor: commits of one bare INSERT each',
  direct: 'appends, eight connections of the bare driver',
  single: 'appends through Prisma, each its own commit',
  tens: 'appends through Prisma, ten a transaction',
  'tens, integrating': 'the same while a worker integrates',
  integrate: 'integration',
} as const;

const dir = mkdtempSync(path.join(os.tmpdir(), 'pli-bench-log-'));
const database = await startDatabase(dir, undefined);
try {
  await run();
} finally {
  await database.stop();
  rmSync(dir, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const environment = {
    PLI_DATA_DIR: dir,
    PLI_LOG_LEVEL: 'error',
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
  };
  const config = parseConfig(environment);
  await prepareDatabase(config.database, path.resolve('prisma/migrations'));
  await ensureKeys(config);
  const services = await createServices(config, 'bench');
  const organisations = await Promise.all(['CHU', 'Cabinet'].map((name) => addOrganisation(services, name)));

  const sizes: Record<string, unknown>[] = [];
  for (const target of [10_000, 100_000, 1_000_000].filter((size) => size <= rows)) {
    const size = await growTo(services, target, organisations);
    sizes.push(await measureSize(services, size));
  }
  const clients = await Promise.all(Array.from({ length: writers }, () => connect(database.url)));
  for (let round = 0; round <= rounds; round++) {
    if (round === 1) samples.clear(); // the first one warmed compilers and connections
    await sample('floor', () => floorFor(clients));
    await sample('direct', () => appendDirectly(clients, organisations));
    await sample('single', () => appendFor(services, organisations, 1));
    await sample('tens', () => appendFor(services, organisations, 10));
    await sample('integrate', () => drain(services));
    const sequencer = startSequencer(environment);
    await once(sequencer.stdout ?? sequencer, 'data');
    await sample('tens, integrating', () => appendFor(services, organisations, 10));
    waiting.push(await services.db.auditUnsequenced.count());
    sequencer.kill('SIGKILL');
    await once(sequencer, 'exit');
    await drain(services);
  }
  for (const client of clients) await client.end();
  for (const [name, title] of Object.entries(titles)) line(title, samples.get(name) ?? []);
  await services.db.$disconnect();
  console.log(
    JSON.stringify({
      ...Object.fromEntries(
        [...samples].map(([name, taken]) => [
          name,
          {
            per_s: Math.round(median(taken.map((one) => one.perSecond))),
            cpu_us: Math.round(median(taken.map((one) => one.cpuMicroseconds))),
          },
        ]),
      ),
      waiting_at_end: median(waiting),
      sizes,
    }),
  );
}

async function addOrganisation({ db }: Services, name: string): Promise<string> {
  const id = uuidv7();
  await db.organisation.create({ data: { id, name } });
  return id;
}

/** Commits of as many connections of the bare driver: what this disk and this server can do at all. */
async function floorFor(clients: readonly pg.Client[]): Promise<number> {
  return whileTime(async (writer) => {
    await clients[writer]?.query('INSERT INTO rate_limits (key, points) VALUES (gen_random_uuid()::text, 0)');
    return 1;
  });
}

/** The statement of `appendEntry` without what Prisma spends on it: what the log itself takes. */
async function appendDirectly(clients: readonly pg.Client[], organisationIds: string[]): Promise<number> {
  let n = 0;
  return whileTime(async (writer) => {
    n++;
    const entry = {
      event: 'ConsignmentNotification',
      actorKind: 'system',
      actorAddress: `personne.${n % 200}@chu.example`,
      clientAddress: '192.0.2.1',
      clientAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
      detail: { n, reply: '250 2.0.0 Ok: queued as 4XyZ' },
      organisationIds: n % 10 === 0 ? organisationIds : organisationIds.slice(0, 1),
    };
    const values = [JSON.stringify(entry)];
    await clients[writer]?.query({ name: 'append', text: 'SELECT append_audit_entry($1::jsonb)', values });
    return 1;
  });
}

/** Entries of eight writers; with one a transaction the entry stands for itself, as most do. */
function appendFor({ db }: Services, organisationIds: string[], atOnce: number): Promise<number> {
  let n = 0;
  const append = (tx: Parameters<typeof appendEntry>[0]) => {
    n++;
    return appendEntry(tx, {
      event: 'ConsignmentNotification',
      actor: { kind: 'system' },
      actorAddress: `personne.${n % 200}@chu.example`,
      client: { address: '192.0.2.1', agent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0' },
      organisationIds: n % 10 === 0 ? organisationIds : organisationIds.slice(0, 1),
      detail: { n, reply: '250 2.0.0 Ok: queued as 4XyZ' },
    });
  };
  return whileTime(async () => {
    if (atOnce === 1) await append(db);
    else
      await db.$transaction(async (tx) => {
        for (let i = 0; i < atOnce; i++) await append(tx);
      });
    return atOnce;
  });
}

/** What eight writers do in the time. */
async function whileTime(work: (writer: number) => Promise<number>): Promise<number> {
  const end = performance.now() + secondsEach * 1_000;
  let total = 0;
  const write = async (writer: number) => {
    while (performance.now() < end) {
      const done = await work(writer); // in `total += await …` the writers would overwrite each other's sums
      total += done;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return total;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Integrates all that waits. Returns how many. */
async function drain(services: Services): Promise<number> {
  let total = 0;
  for (let more = true; more; ) {
    const step = await integrateEntries(services, { wait: true });
    total += step.entries;
    more = step.more;
  }
  return total;
}

/** Notes how fast something went that returns how many entries it did, and what processor time that took. */
async function sample(name: string, work: () => Promise<number>): Promise<void> {
  const postmaster = Number(
    readFileSync(path.join(dir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0],
  );
  const pids = [process.pid, postmaster, ...descendantsOf(postmaster).map(({ pid }) => pid)];
  const [before, began] = [cpuSeconds(pids), performance.now()];
  const count = await work();
  const taken = samples.get(name) ?? [];
  samples.set(name, taken);
  taken.push({
    perSecond: count / ((performance.now() - began) / 1_000),
    cpuMicroseconds: ((cpuSeconds(pids) - before) / count) * 1e6,
  });
}

function startSequencer(environment: Record<string, string>): ChildProcess {
  return spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'test/support/worker-process.ts'],
    {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
}

/** Brings the log to so many entries, written by the owner in one go and integrated by us. */
async function growTo(services: Services, target: number, organisations: string[]): Promise<number> {
  const missing = target - (await services.db.auditEntry.count());
  if (missing > 0) {
    await fillAudit(database.ownerUrl, organisations[0] ?? '', organisations[1] ?? '', missing);
    await drain(services);
  }
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query('VACUUM ANALYZE');
  await owner.end();
  const head = await services.db.logCheckpoint.findFirstOrThrow({ orderBy: { treeSize: 'desc' } });
  return Number(head.treeSize);
}

async function measureSize(services: Services, size: number): Promise<Record<string, unknown>> {
  const proofs: number[] = [];
  const growths: number[] = [];
  for (let n = 0; n < 220; n++) {
    const index = Math.floor(Math.random() * size);
    proofs.push(await timed(() => inclusionProof(services.db, index, size)));
    growths.push(await timed(() => consistencyProof(services.db, index + 1, size)));
  }
  const before = process.memoryUsage().rss;
  let resident = before;
  const watch = setInterval(() => {
    resident = Math.max(resident, process.memoryUsage().rss);
  }, 100);
  let faultCount = -1;
  const check = await timed(async () => {
    ({ faultCount } = await verifyLog(services));
  });
  clearInterval(watch);
  const p95 = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
  const result = {
    entries: size,
    proof_ms: round(median(proofs.slice(20))),
    proof_p95_ms: round(p95(proofs.slice(20))),
    consistency_ms: round(median(growths.slice(20))),
    self_check_s: round(check / 1_000),
    self_check_growth_mb: Math.round((resident - before) / 1_048_576),
    faults: faultCount,
  };
  console.log(result);
  return result;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function line(title: string, taken: readonly Sample[]): void {
  const speed = Math.round(median(taken.map((one) => one.perSecond)));
  const cost = Math.round(median(taken.map((one) => one.cpuMicroseconds)));
  const all = taken.map((one) => Math.round(one.perSecond)).join(' ');
  console.log(
    `${title.padEnd(42)}${`${speed} /s`.padStart(10)}${`${cost} µs CPU each`.padStart(18)}  (${all})`,
  );
}
