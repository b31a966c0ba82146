import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import type { Services } from '../../lib/services';
import { integrateAll, integrateEntries } from '../../lib/transparency-log/integrate-entries';
import { consistencyProof } from '../../lib/transparency-log/prove';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { withTestDatabase } from '../support/database';
import { until } from '../support/pli';
import { referenceTree, rootFromConsistency } from '../support/reference-merkle';
import { addOrganisation, withTestServices } from '../support/sealed-world';

const seconds = Number(process.env.SEQUENCER_SECONDS ?? 25);
const [killsMin, headsMin] = [4, 4];

describe('the log while its sequencers are killed', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const organisations: string[] = [];
  beforeAll(async () => {
    for (const name of ['CHU', 'Cabinet'])
      organisations.push((await addOrganisation(made.services, name)).id);
  });

  const append = (writer: number, n: number) =>
    database.db.$transaction(async (tx) => {
      await appendEntry(tx, {
        event: 'SignedIn',
        actor: { kind: 'system' },
        client: null,
        organisationIds: n % 2 === 0 ? organisations : organisations.slice(0, 1),
        detail: { writer, n },
      });
      // ids are given before commits: entries become visible out of their order
      if (n % 7 === 0) await pause(Math.random() * 20);
    });

  /** Every entry once, no hole, no fork, each signed head a continuation of the one before. */
  const expectWhole = async () => {
    const leaves = await database.db.logLeaf.findMany({ orderBy: { index: 'asc' } });
    const entries = await database.db.auditEntry.findMany({ select: { id: true } });
    expect(await database.db.auditUnsequenced.count()).toBe(0);
    expect(leaves.map((leaf) => Number(leaf.index))).toEqual(leaves.map((_, i) => i));
    expect(new Set(leaves.map((leaf) => leaf.entryId))).toEqual(new Set(entries.map((entry) => entry.id)));
    expect(leaves.length).toBe(entries.length);
    for (const organisationId of organisations) {
      const numbers = await database.db.logNumber.findMany({
        where: { organisationId },
        orderBy: { leafIndex: 'asc' },
      });
      expect(numbers.map((row) => Number(row.number))).toEqual(numbers.map((_, i) => i + 1));
      expect(numbers.length).toBe(await database.db.auditVisibility.count({ where: { organisationId } }));
    }
    const heads = await database.db.logCheckpoint.findMany({ orderBy: { treeSize: 'asc' } });
    const reference = referenceTree(leaves.map((leaf) => leaf.leafHash));
    let before = { size: 0, root: reference.root(0) };
    for (const head of heads) {
      const size = Number(head.treeSize);
      expect(Buffer.from(head.rootHash)).toEqual(reference.root(size));
      if (before.size > 0) {
        const proof = await consistencyProof(database.db, before.size, size);
        expect(rootFromConsistency(before.size, size, before.root, proof)).toEqual(reference.root(size));
      }
      before = { size, root: reference.root(size) };
    }
    expect(before.size).toBe(leaves.length);
    expect(await verifyLog(made.services)).toEqual({ treeSize: leaves.length, faultCount: 0, faults: [] });
    return { entries: entries.length, heads: heads.length };
  };

  test('two copies, killed with -9 and restarted at random, lines cut at random, while eight writers run: no gap, no double, no fork', async () => {
    let going = true;
    let kills = 0;
    const children = new Set<ChildProcess>();
    const keepOneRunning = async () => {
      while (going) {
        const began = Date.now();
        const child = start(made.services);
        children.add(child);
        const ended = once(child, 'exit');
        await Promise.race([once(child.stdout ?? child, 'data'), ended]); // a line that is cut may end its start
        // As long at work as it took to start, on average: a slow machine starts and works slowly.
        await pause(200 + Math.random() * 2 * (Date.now() - began));
        child.kill('SIGKILL');
        await ended;
        children.delete(child);
        kills++;
      }
    };
    const superuser = new pg.Client({ connectionString: database.ownerUrl });
    await superuser.connect();
    const cutLines = async () => {
      while (going) {
        await pause(Math.random() * 1_000);
        await superuser.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND query LIKE '%log_%' AND pid <> pg_backend_pid() AND random() < 0.3`,
        );
      }
    };
    const acknowledged: number[] = [];
    const write = async (writer: number) => {
      for (let n = 0; going; n++) {
        await append(writer, n);
        acknowledged[writer] = n + 1;
      }
    };
    // Asked on the line that is never cut.
    const headsNow = async () =>
      (await superuser.query<{ n: number }>('SELECT count(*)::int AS n FROM log_checkpoints')).rows[0]?.n ??
      0;
    const ending = (async () => {
      await pause(seconds * 1_000);
      // A slow machine takes longer for as many kills.
      const enough = async () => kills >= killsMin && (await headsNow()) >= headsMin;
      await until(enough, 200, 'too few kills').finally(() => {
        going = false;
      });
    })();
    await Promise.all([
      ending,
      keepOneRunning(),
      keepOneRunning(),
      cutLines(),
      ...Array.from({ length: 8 }, (_, writer) => write(writer)),
    ]);
    await superuser.end();
    await integrateAll(made.services);
    const { entries, heads } = await expectWhole();
    console.info(`${entries} entries, ${heads} heads, ${kills} kills`);
    expect(entries).toBe(acknowledged.reduce((sum, n) => sum + n, 0));
    expect(heads).toBeGreaterThanOrEqual(headsMin);
  });

  test.each(['before the transaction', 'inside it', 'after it was committed'])(
    'an error %s loses nothing and does nothing twice',
    async (when) => {
      const failing = failsSometimes(made.services, when);
      let errors = 0;
      for (let n = 0; n < 40; n++) {
        await append(100, n);
        await integrateEntries(failing).catch(() => {
          errors++;
        });
      }
      expect(errors).toBeGreaterThan(5);
      await integrateAll(made.services);
      await expectWhole();
    },
  );
});

function start({ config }: Services): ChildProcess {
  return spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'test/support/sequencer-process.ts'],
    {
      env: {
        ...process.env,
        DATABASE_URL: config.database.url,
        PLI_DATA_DIR: config.dataDir,
        PLI_LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
}

/** A database of which every third transaction fails for its caller: nothing done, undone at the end, or done all the same. */
function failsSometimes(services: Services, when: string): Pick<Services, 'db' | 'keys'> {
  let count = 0;
  const db = new Proxy(services.db, {
    get(target, name) {
      if (name !== '$transaction') return Reflect.get(target, name);
      return async (work: (tx: unknown) => Promise<unknown>, options: object) => {
        const fails = count++ % 3 === 0;
        if (fails && when.startsWith('before')) throw new Error('away');
        const result = await target.$transaction(async (tx) => {
          const done = await work(tx);
          if (fails && when.startsWith('inside')) throw new Error('cut');
          return done;
        }, options);
        if (fails && when.startsWith('after')) throw new Error('the answer was lost');
        return result;
      };
    },
  });
  return { db, keys: services.keys };
}
