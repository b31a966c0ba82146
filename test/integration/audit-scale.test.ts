import { beforeAll, describe, expect, test } from 'vitest';
import { exportEntries } from '../../lib/audit/export-entries';
import { queryEntries } from '../../lib/audit/query-entries';
import { auditQuery } from '../../lib/audit/wire';
import { fillAudit } from '../support/audit-rows';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

/** 200,000 here; the million of docs/decisions/0006-audit-order.md: `AUDIT_ROWS=1000000 npx vitest run test/integration/audit-scale.test.ts`. */
const rows = Number(process.env.AUDIT_ROWS ?? 200_000);
const client = { address: '192.0.2.7', agent: 'test' };

describe(`an audit trail of ${rows} entries`, () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let auditor: Person;
  let other: Person;
  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'CHU de Test');
    const practice = await addOrganisation(made.services, 'Cabinet de Test');
    auditor = await addPerson(made.services, hospital, 'auditeur', 'auditor');
    other = await addPerson(made.services, practice, 'autre', 'auditor');
    await fillAudit(database.ownerUrl, hospital.id, practice.id, rows);
  }, 600_000);

  /** Peak resident memory (MiB) while the first fifth of the lines left, and while the other four fifths did. */
  const exportAs = async (who: Person, format: 'csv' | 'jsonl', expectedLines: number) => {
    const file = await exportEntries(made.services, { actor: who.actor, client, filter: {}, format });
    const peaksMiB = { firstFifth: 0, rest: 0 };
    let lines = 0;
    let bytes = 0;
    for await (const chunk of file.chunks) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines++;
      const when = lines <= expectedLines / 5 ? 'firstFifth' : 'rest';
      peaksMiB[when] = Math.max(peaksMiB[when], process.memoryUsage().rss / 1_048_576);
    }
    return { lines, megabytes: bytes / 1e6, peaksMiB };
  };

  test('all of it leaves without the memory growing: the last four fifths need no more than the first', async () => {
    const before = process.memoryUsage().rss / 1_048_576;
    const began = performance.now();
    const { lines, megabytes, peaksMiB } = await exportAs(auditor, 'csv', rows);
    const seconds = (performance.now() - began) / 1_000;
    console.info(
      `${lines} lines, ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s; resident ${before.toFixed(0)} MiB before, ` +
        `at most ${peaksMiB.firstFifth.toFixed(0)} in the first fifth, ${peaksMiB.rest.toFixed(0)} in the rest`,
    );
    expect(lines).toBeGreaterThanOrEqual(rows + 1);
    // What lies about until it is collected differs by some tens of MiB; holding 200,000 entries would take hundreds.
    expect(peaksMiB.rest - peaksMiB.firstFifth).toBeLessThan(100);
  }, 600_000);

  test("another organisation's export holds its own hundredth", async () => {
    const { lines } = await exportAs(other, 'jsonl', rows / 100);
    expect(lines).toBeLessThan(rows / 100 + 10);
    expect(lines).toBeGreaterThan(rows / 100 - 10);
  });

  const filters: [string, Record<string, string>][] = [
    ['nothing', {}],
    ['an event', { event: 'ContentHandover' }],
    ['a person who acts', { person: 'personne.17@chu.example' }],
    ['a person it is about', { person: 'lecteur.17@ville.example' }],
    ['nobody', { person: 'nobody@chu.example' }],
    ['an envelope', { envelope: '00000000-0000-7000-8000-000000000999' }],
    ['a day long ago', { from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }],
    ['an event on a day long ago', { event: 'SignedIn', from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }],
    ['a person on a day long ago', { person: 'personne.17@chu.example', from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }],
  ];
  test.each(filters)('a page filtered by %s reads rows by the page, not by the log', async (name, query) => {
    const read = (cursor?: string) =>
      queryEntries(made.services, { actor: auditor.actor, client, query: auditQuery.parse({ ...query, ...(cursor ? { cursor } : {}) }) });
    const first = await read();
    const touched = await rowsTouched(() => read(first.nextCursor ?? undefined));
    const began = performance.now();
    await read(first.nextCursor ?? undefined);
    console.info(`${name}: ${(performance.now() - began).toFixed(0)} ms, ${touched} rows touched`);
    // Two pages of index entries where a person is looked for on both sides, each row fetched once, and the notes of reading.
    expect(touched).toBeLessThan(2_000);
  });

  /** Rows of the audit tables that all statements of `work` have read, as Postgres counts them. */
  async function rowsTouched(work: () => Promise<unknown>): Promise<number> {
    const count = async (): Promise<number> => {
      await database.db.$executeRaw`SELECT pg_stat_force_next_flush()`;
      await new Promise((resolve) => setTimeout(resolve, 1_100)); // connections report their counts once a second
      const [row] = await database.db.$queryRaw<{ n: bigint }[]>`
        SELECT COALESCE(sum(seq_tup_read + COALESCE(idx_tup_fetch, 0)), 0)::bigint AS n
        FROM pg_stat_user_tables WHERE relname IN ('audit_entries', 'audit_visibility')`;
      return Number(row?.n ?? 0);
    };
    let before = await count();
    for (let again = await count(); again !== before; again = await count()) before = again;
    await work();
    return (await count()) - before;
  }
});
