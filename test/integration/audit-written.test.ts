import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import type { EntryLine } from '../../lib/audit-format/export-lines';
import { auditClient as client, withAuditTrail } from '../support/audit-world';
import { withTestDatabase } from '../support/database';

describe('what is written into the audit trail, and leaves it', () => {
  const database = withTestDatabase();
  const trail = withAuditTrail(database);
  const { people, readAll, file } = trail;

  test("the application's own role may add and read entries, and neither change, delete nor empty them", async () => {
    const connection = new pg.Client({ connectionString: database.url });
    await connection.connect();
    try {
      for (const table of ['audit_entries', 'audit_visibility']) {
        for (const sql of [
          `UPDATE ${table} SET event = 'SignedOut'`,
          `DELETE FROM ${table}`,
          `TRUNCATE ${table} CASCADE`,
          `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
          `DROP TABLE ${table} CASCADE`,
        ]) {
          await expect(connection.query(sql), sql).rejects.toMatchObject({ code: '42501' });
        }
        expect((await connection.query(`SELECT 1 FROM ${table} LIMIT 1`)).rowCount).toBe(1);
      }
    } finally {
      await connection.end();
    }
  });

  test('even the owner is refused by the trigger unless he switches it off', async () => {
    const connection = new pg.Client({ connectionString: database.ownerUrl });
    await connection.connect();
    try {
      for (const sql of [
        "UPDATE audit_entries SET event = 'SignedOut'",
        'DELETE FROM audit_visibility',
        'TRUNCATE audit_entries CASCADE',
      ]) {
        await expect(connection.query(sql), sql).rejects.toThrow(/insert-only/);
      }
    } finally {
      await connection.end();
    }
  });

  test('an entry that is rolled back leaves nothing', async () => {
    const before = await database.db.auditEntry.count();
    await database.db
      .$transaction(async (tx) => {
        await appendEntry(tx, {
          event: 'SignedOut',
          actor: people.member.actor,
          client,
          organisationIds: [trail.hospitalId],
        });
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await database.db.auditEntry.count()).toBe(before);
  });

  test('the CSV export has a byte order mark, a header, CRLF, one record an entry, and no cell that computes', async () => {
    await database.db.$transaction((tx) =>
      appendEntry(tx, {
        event: 'SignInFailed',
        actor: { kind: 'anonymous' },
        actorAddress: "=cmd|'/c calc'!A1",
        client: { address: '192.0.2.9', agent: '@SUM(1,2)"\r\n-1' },
        organisationIds: [trail.hospitalId],
      }),
    );
    const csv = await file(people.administrator, 'csv');
    expect(csv.startsWith('\uFEFFid,occurredAt,event,')).toBe(true);
    const records = readCsv(csv.slice(1));
    const isFact = (event: string | undefined) => !event?.startsWith('Audit');
    const facts = (await readAll(people.administrator)).filter((item) => isFact(item.event));
    expect(records.slice(1).filter((record) => isFact(record[2]))).toHaveLength(facts.length);
    expect(new Set(records.map((record) => record.length))).toEqual(new Set([10]));
    const cells = records.slice(1).flat();
    expect(cells).toContain("'=cmd|'/c calc'!A1");
    expect(cells.filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
  });

  test('the JSON Lines export holds the same entries as the page, oldest first', async () => {
    const entries = (await file(people.administrator, 'jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Partial<EntryLine>)
      .flatMap(({ leaf, fields }) => (leaf && fields ? [{ ...leaf, fields }] : []));
    const isOther = ({ event }: { event: string }) => event !== 'AuditExported' && event !== 'AuditRead';
    const shown = (await readAll(people.administrator)).filter(isOther).reverse();
    const exported = entries.filter(isOther).map(({ id, at, event, fields: { actor, detail } }) => ({
      id,
      occurredAt: at,
      event,
      actorAddress: (actor?.value as { address: string | null } | null)?.address ?? null, // as the leaf commits it
      detail: detail?.value,
    }));
    expect(exported).toEqual(
      shown.map(({ id, occurredAt, event, actorAddress, detail }) => ({
        id,
        occurredAt,
        event,
        actorAddress,
        detail,
      })),
    );
  });
});

/** A strict reader of RFC 4180. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (!match) throw new Error('not RFC 4180');
    const [, raw = '', end] = match;
    record.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end !== ',') {
      records.push(record);
      record = [];
    }
  }
  return records;
}
