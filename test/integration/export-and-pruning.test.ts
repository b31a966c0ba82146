import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditFilter, ExportFormat } from '../../lib/audit/explore/wire';
import { exportEntries } from '../../lib/audit/export/export-entries';
import { createDestination } from '../../lib/destinations/create-destination';
import { exportPeriods } from '../../lib/destinations/export-periods';
import { createDestinationRequest } from '../../lib/destinations/wire';
import { DeliveryFailure, type Outbound } from '../../lib/ports/outbound';
import type { Services } from '../../lib/services';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { pruneOrganisation } from '../../lib/transparency-log/prune-daily';
import { verifyFile } from '../../lib/verify/verify-file';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

const client = { address: '192.0.2.7', agent: 'test' };
const day = 86_400_000;
/** Entries of 100 days ago, more than one batch of them. */
const old = 1_500;

describe('exports of the audit trail while retention goes on', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let owner: pg.Client;
  let chief: Person;
  beforeAll(async () => {
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(() => owner.end());
  beforeEach(async () => {
    chief = await addPerson(
      made.services,
      await addOrganisation(made.services, 'CHU'),
      'chef',
      'administrator',
    );
    const { organisationId } = chief.actor;
    await owner.query(
      `WITH made AS (
         INSERT INTO audit_entries (occurred_at, event, actor_kind, actor_address)
         SELECT now() - CASE WHEN n <= $2 THEN interval '100 days' ELSE interval '1 hour' END, 'SignedIn', 'user', 'p' || n || '@chu.example'
         FROM generate_series(1, $2 + 50) n RETURNING id, occurred_at, event, actor_address)
       INSERT INTO audit_visibility (organisation_id, entry_id, occurred_at, event, actor_address) SELECT $1::uuid, made.* FROM made`,
      [organisationId, old],
    );
    await integrateAll(made.services);
    // As if it had been set long ago: only a superuser can say so, past the trigger.
    await asSuperuser(
      `UPDATE organisations SET audit_retention_days = 90, audit_retention_since = now() - interval '8 days' WHERE id = '${organisationId}'`,
    );
  });

  const asSuperuser = async (sql: string) => {
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query(sql);
    await owner.query('COMMIT');
  };
  const prune = () => pruneOrganisation(made.services, chief.actor.organisationId);
  const begin = (format: ExportFormat, filter: AuditFilter = {}) =>
    exportEntries(made.services, { actor: chief.actor, client, filter, format });
  const readAll = async (chunks: AsyncIterable<Uint8Array>) => {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return Buffer.concat(parts);
  };
  /** Reads the head and the beginning, lets `meanwhile` happen, reads the rest. */
  const readAround = async (chunks: AsyncGenerator<Uint8Array>, meanwhile: () => Promise<unknown>) => {
    const begun: Uint8Array[] = [];
    while (Buffer.concat(begun).length < 10_000) begun.push((await chunks.next()).value ?? new Uint8Array());
    await meanwhile();
    return Buffer.concat([...begun, await readAll(chunks)]);
  };
  const verify = (bytes: Buffer) => verifyFile(new Blob([Uint8Array.from(bytes)]));
  const fileIn = (zip: Buffer, name: string) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pli-export-'));
    writeFileSync(path.join(folder, 'export.zip'), zip);
    try {
      return execFileSync('unzip', ['-p', path.join(folder, 'export.zip'), name], {
        maxBuffer: 1e9,
      }).toString();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  test('a ZIP that is being read is finished whole; what is past its retention leaves afterwards', async () => {
    const { chunks } = await begin('zip');
    const zip = await readAround(chunks, async () => expect(await prune()).toBe(0));
    expect((await verify(zip)).checks.filter(({ state }) => state === 'failed')).toEqual([]);
    const entries = fileIn(zip, 'audit.jsonl').match(/^\{"fields"/gm)?.length;
    expect(entries).toBe(old + 51);
    expect(fileIn(zip, 'audit.csv').trimEnd().split('\r\n')).toHaveLength((entries ?? 0) + 1);
    expect(await prune()).toBe(old);
    const next = await readAll((await begin('jsonl')).chunks);
    expect((await verify(next)).outcome).toBe('verified');
    expect(JSON.parse(next.toString().split('\n')[0] ?? '').numbers.first).toBe(old + 1);
  });

  test.each([
    ['by number', {}],
    ['by a filter', { event: ['SignedIn'] as const }],
  ])(
    '%s, one that was left standing for too long holds nothing up, and ends in a failure, never short',
    async (_, filter) => {
      const { chunks } = await begin('jsonl', filter as AuditFilter);
      const reading = readAround(chunks, async () => {
        await owner.query('UPDATE audit_exports_under_way SET leased_until = now()');
        expect(await prune()).toBe(old);
      });
      await expect(reading).rejects.toThrow('were pruned while they were exported');
    },
  );

  test('one whose reader went away holds nothing up', async () => {
    const { chunks } = await begin('zip');
    await chunks.next();
    await chunks.return(undefined);
    expect(await prune()).toBe(old);
  });

  test('one begins after the prune that is under way', async () => {
    const other = new pg.Client({ connectionString: database.ownerUrl });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(`SELECT prune_audit('${chief.actor.organisationId}', 5000)`);
      const begun = begin('jsonl').then(({ chunks }) => readAll(chunks));
      await other.query('SELECT pg_sleep(0.2)');
      await other.query('COMMIT');
      const file = await begun;
      expect((await verify(file)).outcome).toBe('verified');
      expect(JSON.parse(file.toString().split('\n')[0] ?? '').numbers.first).toBe(old + 1);
    } finally {
      await other.end();
    }
  });

  test('a scheduled one whose bucket was away until entries left goes on behind them', async () => {
    let ahead = 0;
    let isAway = true;
    const objects = new Map<string, { runId: string; bytes: Buffer }>();
    const outbound: Outbound = {
      ...made.services.outbound,
      bucket: () => ({
        labelOf: async (key) => objects.get(key)?.runId ?? null,
        write: async (key, { runId }, body) => {
          if (isAway) throw new DeliveryFailure('unreachable');
          const bytes = await readAll(body);
          objects.set(key, { runId, bytes });
          return { bytes: bytes.length };
        },
        abandon: async () => undefined,
        remove: async () => undefined,
        close: () => undefined,
      }),
    };
    const services: Services = {
      ...made.services,
      outbound,
      clock: { now: () => new Date(Date.now() + ahead) },
    };
    const settings = { bucket: 'archives', accessKeyId: 'KEY', format: 'jsonl' };
    const request = createDestinationRequest.parse({ kind: 's3', name: 'a', settings, secret: 'secret' });
    const { id } = await createDestination(services, { actor: chief.actor, client, request });
    ahead = 1.1 * day;
    await exportPeriods(services, { destinationId: id });
    await owner.query('DELETE FROM audit_exports_under_way');
    expect(await prune()).toBe(old);
    isAway = false;
    await exportPeriods(services, { destinationId: id });
    const [object] = objects.values();
    expect((await verify(object?.bytes ?? Buffer.alloc(0))).outcome).toBe('verified');
    expect(JSON.parse(object?.bytes.toString().split('\n')[0] ?? '').numbers.first).toBe(old + 1);
    expect(
      await database.db.auditExportRun.findFirst({
        where: { destinationId: id },
        orderBy: { periodFrom: 'asc' },
      }),
    ).toMatchObject({
      firstNumber: BigInt(old + 1),
      finishedAt: expect.any(Date),
    });
  });

  test.each([
    ['the oldest', 'ASC'],
    ['the newest', 'DESC'],
  ])('%s entry, deleted behind the back of the log, is a hole that the verifier names', async (_, order) => {
    const { organisationId } = chief.actor;
    const { rows } = await owner.query(
      `SELECT n.number, l.entry_id FROM log_numbers n JOIN log_leaves l ON l.index = n.leaf_index
       WHERE n.organisation_id = $1 ORDER BY n.number ${order} LIMIT 1`,
      [organisationId],
    );
    await asSuperuser(
      `DELETE FROM audit_visibility WHERE entry_id = ${rows[0].entry_id}; DELETE FROM audit_entries WHERE id = ${rows[0].entry_id}`,
    );
    const report = await verify(await readAll((await begin('jsonl')).chunks));
    expect(report.checks.find(({ check }) => check === 'numbers')).toMatchObject({
      state: 'failed',
      code: 'number-missing',
      facts: { number: Number(rows[0].number) },
    });
  });
});
