import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countEntries, countsSql, entriesCountedMax } from '../../lib/audit/explore/count-entries';
import { pageSql, readPage } from '../../lib/audit/explore/read-page';
import { auditQuery, type ExportFormat } from '../../lib/audit/explore/wire';
import { exportEntries } from '../../lib/audit/export/export-entries';
import { auditEvents } from '../../lib/audit/trail/event-names';
import { fillAudit } from './audit-rows';
import { runCommand } from './command';
import { withTestDatabase } from './database';
import { addOrganisation, addPerson, type Person, withTestServices } from './sealed-world';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // V8's own function, there because of the flag above
function liveMemoryMiB(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}

/** What is held swings by about a batch with the moment one looks; what grows lifts the middle. */
const median = (samples: readonly number[]) => [...samples].sort((a, b) => a - b)[samples.length >> 1] ?? 0;

const client = { address: '192.0.2.7', agent: 'test' };

/**
 * What must hold of an audit trail however long it is (docs/decisions/0006-audit-order.md): memory while it leaves, blocks read for
 * a page, the bound of counts. More than `entriesCountedMax` rows, or that bound is not seen.
 */
export function describeAuditTrailOf(rows: number): void {
  if (rows <= entriesCountedMax) throw new Error(`more than ${entriesCountedMax} rows`);
  describe(`an audit trail of ${rows} entries`, () => {
    const database = withTestDatabase();
    const made = withTestServices(database);
    const folder = mkdtempSync(path.join(tmpdir(), 'pli-audit-scale-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    let auditor: Person;
    let other: Person;
    beforeAll(async () => {
      const hospital = await addOrganisation(made.services, 'CHU de Test');
      const practice = await addOrganisation(made.services, 'Cabinet de Test');
      auditor = await addPerson(made.services, hospital, 'auditeur', 'auditor');
      other = await addPerson(made.services, practice, 'autre', 'auditor');
      await fillAudit(database.ownerUrl, hospital.id, practice.id, rows);
    }, 600_000);

    /** Takes the whole file; `live` is what is still held, seen after a collection a few times. */
    const exportAs = async (who: Person, format: ExportFormat, keep?: FileHandle) => {
      const file = await exportEntries(made.services, { actor: who.actor, client, filter: {}, format });
      let [lines, bytes, batches, residentMiB] = [0, 0, 0, 0];
      const live: number[] = [];
      for await (const chunk of file.chunks) {
        bytes += chunk.length;
        await keep?.appendFile(chunk);
        for (const byte of chunk) if (byte === 10) lines++;
        residentMiB = Math.max(residentMiB, process.memoryUsage().rss / 1_048_576);
        if (++batches % Math.round(rows / 10_000) === 0) live.push(liveMemoryMiB());
      }
      return { lines, megabytes: bytes / 1e6, live, residentMiB };
    };

    test.each(['csv', 'jsonl', 'zip'] as const)(
      'all of it leaves as %s without the memory growing, and `pli verify` finds whole what proves itself',
      async (format) => {
        await exportAs(other, format); // warms up, and integrates what is new
        const before = { live: liveMemoryMiB(), resident: process.memoryUsage().rss / 1_048_576 };
        const began = performance.now();
        const file = path.join(folder, `audit.${format}`);
        const keep = await open(file, 'w');
        const { lines, megabytes, live, residentMiB } = await exportAs(auditor, format, keep);
        await keep.close();
        const seconds = (performance.now() - began) / 1_000;
        console.info(
          `${format}: ${lines} lines, ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s; held ${before.live.toFixed(0)} MiB before, ` +
            `at most ${Math.max(...live).toFixed(0)} during; resident ${before.resident.toFixed(0)} before, at most ${residentMiB.toFixed(0)}`,
        );
        expect(lines).toBeGreaterThanOrEqual(rows + 1);
        const middle = live.length >> 1;
        expect(median(live.slice(middle))).toBeLessThan(median(live.slice(0, middle)) + 8);
        expect(Math.max(...live) - before.live).toBeLessThan(48);
        if (format === 'csv') return;
        const end = await runCommand(['verify', file], { env: {} });
        expect(end, end.out).toMatchObject({ code: 0, err: '' });
      },
      1_200_000,
    );

    test("another organisation's export holds its own hundredth", async () => {
      const { lines } = await exportAs(other, 'csv');
      expect(lines).toBeLessThan(rows / 100 + 10);
      expect(lines).toBeGreaterThan(rows / 100 - 10);
    });

    const filters: [string, Record<string, string>][] = [
      ['nothing', {}],
      ['an event', { event: 'ContentHandover' }],
      ['a person who acts', { person: 'personne.17@chu.example' }],
      ['a person it is about', { person: 'lecteur.17@ville.example' }],
      ['five events', { event: 'SignedIn,ContentHandover,LinkFetched,PartDownloaded,SubmissionAcceptance' }],
      ['every event there is', { event: auditEvents.join() }],
      ['rare events and a frequent one', { event: 'AccountClosed,AuditExported,LinkFetched' }],
      [
        'a person and several events',
        { person: 'personne.17@chu.example', event: 'SignedIn,ContentHandover' },
      ],
      ['nobody', { person: 'nobody@chu.example' }],
      ['an envelope', { envelope: '00000000-0000-7000-8000-000000000999' }],
      ['a day long ago', { from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }],
      [
        'an event on a day long ago',
        { event: 'SignedIn', from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' },
      ],
      ['a person and an event', { person: 'personne.18@chu.example', event: 'SubmissionAcceptance' }],
      [
        'a person on a day long ago',
        { person: 'personne.17@chu.example', from: '2026-02-01T00:00:00Z', to: '2026-02-02T00:00:00Z' },
      ],
    ];
    test.each(filters)(
      'a page filtered by %s reads blocks by the page, not by the log',
      async (name, query) => {
        const filter = auditQuery.parse(query);
        const page = { direction: 'newest-first', limit: 50 } as const;
        const { organisationId } = auditor.actor;
        const first = await readPage(database.db, organisationId, filter, { ...page, after: null });
        for (const after of [null, first.last]) {
          const { milliseconds, blocks, readWhole } = await explain(
            pageSql(organisationId, filter, { ...page, after }),
          );
          console.info(
            `${name}, ${after ? 'second' : 'first'} page: ${milliseconds.toFixed(1)} ms, ${blocks} blocks`,
          );
          expect(blocks).toBeLessThan(1_500);
          // Of people there are two here, and Postgres looks at both; a page asks for fifty of them by their keys.
          expect(readWhole.filter((table) => !['users', 'recipients', 'mailboxes'].includes(table))).toEqual(
            [],
          );
        }
      },
    );

    test.each([
      ['all of it', {}],
      ['five events', { event: 'SignedIn,ContentHandover,LinkFetched,PartDownloaded,SubmissionAcceptance' }],
      ['a person', { person: 'personne.17@chu.example' }],
      ['a month', { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' }],
    ] as [string, Record<string, string>][])(
      'counts of %s never read more than the newest hundred thousand entries, and say so',
      async (name, query) => {
        const filter = auditQuery.parse(query);
        const { organisationId } = auditor.actor;
        const input = { actor: auditor.actor, client, filter, zone: 'Europe/Paris' };
        await countEntries(made.services, input);
        const began = performance.now();
        const { counts, countedFrom, unit } = await countEntries(made.services, input);
        const milliseconds = performance.now() - began;
        const { blocks } = await explain(countsSql(organisationId, filter, unit, 'Europe/Paris'));
        const entries = counts.reduce((sum, one) => sum + one.entries, 0);
        console.info(
          `counts of ${name}: ${entries} by ${unit} in ${milliseconds.toFixed(0)} ms, ${blocks} blocks`,
        );
        expect(entries).toBeLessThanOrEqual(entriesCountedMax + 1);
        expect(countedFrom !== null).toBe(entries > entriesCountedMax);
        expect(milliseconds).toBeLessThan(3_000);
      },
    );

    /**
     * What Postgres itself says a query cost: `EXPLAIN (ANALYZE, BUFFERS)`; blocks of 8 kB, from memory or disk; tables that are
     * read from end to end.
     */
    async function explain(sql: ReturnType<typeof pageSql>) {
      type Step = {
        'Node Type': string;
        'Relation Name'?: string;
        'Shared Hit Blocks'?: number;
        'Shared Read Blocks'?: number;
        Plans?: Step[];
      };
      type Plan = { Plan: Step; 'Execution Time': number };
      const stepsOf = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)];
      const [row] = await database.db.$queryRaw<
        { 'QUERY PLAN': Plan[] }[]
      >`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`;
      const plan = row?.['QUERY PLAN'][0];
      if (!plan) throw new Error('no plan');
      const blocks = (plan.Plan['Shared Hit Blocks'] ?? 0) + (plan.Plan['Shared Read Blocks'] ?? 0);
      const readWhole = stepsOf(plan.Plan)
        .filter((step) => step['Node Type'].includes('Seq Scan'))
        .map((step) => step['Relation Name'] ?? '');
      return { milliseconds: plan['Execution Time'], blocks, readWhole };
    }
  });
}
