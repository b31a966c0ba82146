/**
 * `npm run bench:log`: the audit log on an embedded PostgreSQL of its own, durable as in production. Appends of eight writers
 * through `appendEntry`, alone and while a sequencer in a process of its own integrates; proofs and the self-check at 10⁴, 10⁵ and
 * 10⁶ entries (`LOG_ROWS=1000000`, the default). The last line is one JSON object.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { appendEntry } from '../lib/audit/append-entry.ts';
import { parseConfig } from '../lib/config.ts';
import { prepareDatabase } from '../lib/db/prepare-database.ts';
import { ensureKeys } from '../lib/keys.ts';
import { createServices, type Services } from '../lib/services.ts';
import { startDatabase } from '../lib/start/start-database.ts';
import { integrateEntries } from '../lib/transparency-log/integrate-entries.ts';
import { consistencyProof, inclusionProof } from '../lib/transparency-log/prove.ts';
import { verifyLog } from '../lib/transparency-log/verify-log.ts';
import { fillAudit } from '../test/support/audit-rows.ts';
import { median } from './measure.ts';

const rows = Number(process.env.LOG_ROWS ?? 1_000_000);
const writers = 8;
const secondsEach = Number(process.env.LOG_SECONDS ?? 5);
const rounds = Number(process.env.LOG_ROUNDS ?? 5);

const integrationSpeeds: number[] = [];

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

  const samples = { floor: [], single: [], tens: [], integrated: [], waiting: [] } as Record<
    string,
    number[]
  >;
  const clients = await Promise.all(Array.from({ length: writers }, () => connect(database.url)));
  for (let round = 0; round <= rounds; round++) {
    const floor = await floorFor(clients);
    const single = await appendFor(services, organisations, 1);
    const tens = await appendFor(services, organisations, 10);
    await drain(services);
    const sequencer = startSequencer(environment);
    await once(sequencer.stdout ?? sequencer, 'data');
    const integrated = await appendFor(services, organisations, 10);
    const waiting = await services.db.auditUnsequenced.count();
    sequencer.kill('SIGKILL');
    await once(sequencer, 'exit');
    await drain(services);
    if (round === 0) continue; // warms compilers and connections
    for (const [name, value] of Object.entries({ floor, single, tens, integrated, waiting }))
      samples[name]?.push(value);
  }
  for (const client of clients) await client.end();
  const of = (name: string) => median(samples[name] ?? []);
  line('floor: commits a second of bare INSERTs, one column', samples.floor ?? []);
  line('appends a second, each a commit of its own', samples.single ?? []);
  line('appends a second, ten a transaction', samples.tens ?? []);
  line('the same while a worker integrates', samples.integrated ?? []);
  line('of those not integrated when the writers end', samples.waiting ?? []);

  const sizes: Record<string, unknown>[] = [];
  for (const target of [10_000, 100_000, 1_000_000].filter((size) => size <= rows)) {
    const size = await growTo(services, target, organisations);
    sizes.push(await measureSize(services, size));
  }
  await services.db.$disconnect();
  console.log(
    JSON.stringify({
      floor_commits_per_s: Math.round(of('floor')),
      appends_single_per_s: Math.round(of('single')),
      appends_single_vs_floor: round(of('single') / of('floor')),
      appends_tens_per_s: Math.round(of('tens')),
      appends_tens_integrating_per_s: Math.round(of('integrated')),
      waiting_at_end: of('waiting'),
      integrate_per_s: Math.round(median(integrationSpeeds)),
      sizes,
    }),
  );
}

async function addOrganisation({ db }: Services, name: string): Promise<string> {
  const id = uuidv7();
  await db.organisation.create({ data: { id, name } });
  return id;
}

/** Commits a second of as many connections of the bare driver: what this disk and this server can do at all. */
async function floorFor(clients: readonly pg.Client[]): Promise<number> {
  return perSecond(async (writer) => {
    await clients[writer]?.query('INSERT INTO rate_limits (key, points) VALUES (gen_random_uuid()::text, 0)');
    return 1;
  });
}

/** Entries a second of eight writers; with one a transaction the entry stands for itself, as most do. */
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
  return perSecond(async () => {
    if (atOnce === 1) await append(db);
    else
      await db.$transaction(async (tx) => {
        for (let i = 0; i < atOnce; i++) await append(tx);
      });
    return atOnce;
  });
}

async function perSecond(work: (writer: number) => Promise<number>): Promise<number> {
  const began = performance.now();
  const end = began + secondsEach * 1_000;
  let total = 0;
  const write = async (writer: number) => {
    while (performance.now() < end) total += await work(writer);
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return total / ((performance.now() - began) / 1_000);
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Integrates all that waits; notes how fast. */
async function drain(services: Services): Promise<void> {
  const began = performance.now();
  let total = 0;
  for (let more = true; more; ) {
    const step = await integrateEntries(services, { wait: true });
    total += step.entries;
    more = step.more;
  }
  if (total > 5_000) integrationSpeeds.push(total / ((performance.now() - began) / 1_000));
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

function line(title: string, values: readonly number[]): void {
  const all = values.map((value) => Math.round(value)).join(' ');
  console.log(`${title.padEnd(50)}${String(Math.round(median(values))).padStart(8)}  (${all})`);
}
