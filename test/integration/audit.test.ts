import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/append-entry';
import { countEntries } from '../../lib/audit/count-entries';
import { exportEntries } from '../../lib/audit/export-entries';
import { queryEntries } from '../../lib/audit/query-entries';
import { type AuditItem, auditCountsQuery, auditQuery } from '../../lib/audit/wire';
import type { EntryLine } from '../../lib/audit-format/export-lines';
import { withTestDatabase } from '../support/database';
import {
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';

const client = { address: '192.0.2.7', agent: 'test' };

describe('the audit trail', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let hospital: { id: string; domain: string };
  let practice: { id: string; domain: string };
  let administrator: Person;
  let auditor: Person;
  let member: Person;
  let stranger: Person;
  const envelopeId = uuidv7();
  beforeAll(async () => {
    hospital = await addOrganisation(made.services, 'CHU de Test');
    practice = await addOrganisation(made.services, 'Cabinet de Test');
    administrator = await addPerson(made.services, hospital, 'administratrice', 'administrator');
    auditor = await addPerson(made.services, hospital, 'auditeur', 'auditor');
    member = await addPerson(made.services, hospital, 'medecin');
    stranger = await addPerson(made.services, practice, 'ailleurs', 'administrator');
    for (let n = 0; n < 120; n++) {
      await database.db.$transaction((tx) =>
        appendEntry(tx, {
          event: n % 2 ? 'SignedIn' : 'ContentHandover',
          actor: n % 3 ? member.actor : stranger.actor,
          client,
          organisationIds: n % 10 ? [hospital.id] : [hospital.id, practice.id],
          ...(n % 5 === 0 ? { envelopeId } : {}),
          detail: { n },
        }),
      );
    }
  });
  const read = (who: Person, query: Record<string, string> = {}) =>
    queryEntries(made.services, { actor: who.actor, client, query: auditQuery.parse(query) });
  const readAll = async (who: Person, query: Record<string, string> = {}) => {
    const items: AuditItem[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof read>> = await read(who, { ...query, cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };
  const numbers = (items: AuditItem[]) =>
    items.map((item) => item.detail.n).filter((n) => typeof n === 'number');
  const file = async (who: Person, format: 'csv' | 'jsonl', filter = {}) => {
    const made_ = await exportEntries(made.services, { actor: who.actor, client, filter, format });
    const chunks: Uint8Array[] = [];
    for await (const chunk of made_.chunks) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  };

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
          actor: member.actor,
          client,
          organisationIds: [hospital.id],
        });
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await database.db.auditEntry.count()).toBe(before);
  });

  test('pages go through everything once, newest first, whatever is added meanwhile', async () => {
    const first = await read(auditor);
    await database.db.$transaction((tx) =>
      appendEntry(tx, { event: 'SignedOut', actor: member.actor, client, organisationIds: [hospital.id] }),
    );
    const items = [...first.items];
    let cursor = first.nextCursor;
    while (cursor) {
      const page = await read(auditor, { cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(numbers(items)).toEqual(Array.from({ length: 120 }, (_, n) => 119 - n));
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
  });

  test('each filter, and all together, show what fits and nothing else', async () => {
    expect(numbers(await readAll(administrator, { event: 'SignedIn' }))).toEqual(
      numbers(await readAll(administrator)).filter((n) => Number(n) % 2 === 1),
    );
    expect(
      numbers(await readAll(administrator, { envelope: envelopeId })).every((n) => Number(n) % 5 === 0),
    ).toBe(true);
    expect(
      numbers(await readAll(administrator, { person: ` ${stranger.actor.email.toUpperCase()} ` })),
    ).toHaveLength(40);
    const [newest] = numbers(
      await readAll(administrator, { envelope: envelopeId, event: 'SignedIn', person: member.actor.email }),
    );
    expect(newest).toBe(115);
    const middle = (await readAll(administrator, { event: 'SignedIn' }))[20]?.occurredAt ?? '';
    const [from, to] = await Promise.all([
      readAll(administrator, { from: middle }),
      readAll(administrator, { to: middle }),
    ]);
    expect(numbers(from).length + numbers(to).length).toBe(120);
    expect(from.every((item) => item.occurredAt >= middle)).toBe(true);
    expect(to.every((item) => item.occurredAt < middle)).toBe(true);
  });

  test('several events are one filter: what fits any of them, in one order, whatever else is asked for', async () => {
    const both = { event: 'SignedIn,ContentHandover,SignedIn' };
    expect(numbers(await readAll(auditor, both))).toEqual(Array.from({ length: 120 }, (_, n) => 119 - n));
    expect(numbers(await readAll(auditor, { ...both, order: 'oldest-first' }))).toEqual(
      Array.from({ length: 120 }, (_, n) => n),
    );
    const person = member.actor.email;
    expect(numbers(await readAll(auditor, { ...both, person, envelope: envelopeId }))).toEqual(
      numbers(await readAll(auditor)).filter((n) => Number(n) % 3 > 0 && Number(n) % 5 === 0),
    );
    expect(auditQuery.safeParse({ event: 'SignedIn,Nothing' }).success).toBe(false);
  });

  test('counts agree with the list of the same filter, for the own organisation only, and are noted with it', async () => {
    const counted = (who: Person, query: Record<string, string>) => {
      const { zone, ...filter } = auditCountsQuery.parse({ zone: 'Europe/Paris', ...query });
      return countEntries(made.services, { actor: who.actor, client, filter, zone });
    };
    for (const query of [
      {},
      { event: 'SignedIn' },
      { event: 'SignedIn,ContentHandover', envelope: envelopeId },
    ]) {
      const listed = await readAll(stranger, query);
      const { counts, unit, countedFrom } = await counted(stranger, query);
      expect(unit).toBe('hour');
      expect(countedFrom).toBeNull();
      const sums = new Map<string, number>();
      for (const { event, entries } of counts) sums.set(event, (sums.get(event) ?? 0) + entries);
      const expected = new Map<string, number>();
      for (const { event } of listed) expected.set(event, (expected.get(event) ?? 0) + 1);
      expect(sums).toEqual(expected);
    }
    const looks = () =>
      database.db.auditEntry.count({ where: { event: 'AuditRead', actorAddress: auditor.actor.email } });
    await counted(auditor, { person: 'compte@chu.example' });
    const before = await looks();
    await read(auditor, { person: 'compte@chu.example', order: 'oldest-first' });
    await counted(auditor, { person: 'compte@chu.example' });
    expect(await looks()).toBe(before);
    await expect(counted(member, {})).rejects.toMatchObject({ code: 'not-found' });
    expect(auditCountsQuery.safeParse({ zone: 'Mars/Phobos' }).success).toBe(false);
  });

  test('a person is found as the one who acted and as the one it is about', async () => {
    const letter = await sealLetter(made.services, member, [{ who: 'patiente@exterieur.example' }]);
    const recipientId = letter.recipients['patiente@exterieur.example']?.id ?? '';
    await database.db.$transaction((tx) =>
      appendEntry(tx, {
        event: 'ConsignmentNotification',
        actor: { kind: 'system' },
        client: null,
        organisationIds: [hospital.id],
        envelopeId: letter.envelopeId,
        recipientId,
      }),
    );
    const found = (await readAll(auditor, { person: 'patiente@exterieur.example' })).filter(
      (item) => item.event !== 'AuditRead',
    );
    expect(found).toMatchObject([
      {
        event: 'ConsignmentNotification',
        actorKind: 'system',
        recipientAddress: 'patiente@exterieur.example',
        envelopeId: letter.envelopeId,
      },
    ]);
  });

  test("an organisation sees its own entries and never another's", async () => {
    expect(numbers(await readAll(stranger))).toEqual(Array.from({ length: 12 }, (_, n) => 110 - 10 * n));
    expect(await file(stranger, 'jsonl')).not.toContain('"n":111');
  });

  test('a member without such a role is answered as if there were no audit trail', async () => {
    await expect(read(member)).rejects.toMatchObject({ code: 'not-found' });
    await expect(file(member, 'csv')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that somebody looked, and for whom, is an entry: one a person, filter and hour; an export always is', async () => {
    await read(auditor, { person: 'quelqu.un@chu.example' });
    await read(auditor, { person: 'quelqu.un@chu.example' });
    await file(auditor, 'csv', { event: ['SignedIn', 'SignedOut'] });
    const looked = await database.db.auditEntry.findMany({
      where: { event: { in: ['AuditRead', 'AuditExported'] }, actorAddress: auditor.actor.email },
    });
    expect(looked.filter((entry) => JSON.stringify(entry.detail).includes('quelqu.un'))).toHaveLength(1);
    expect(
      looked.filter((entry) => entry.event === 'AuditExported').map((entry) => entry.detail),
    ).toMatchObject([{ format: 'csv', event: 'SignedIn,SignedOut' }]);
  });

  test('the CSV export has a byte order mark, a header, CRLF, one record an entry, and no cell that computes', async () => {
    await database.db.$transaction((tx) =>
      appendEntry(tx, {
        event: 'SignInFailed',
        actor: { kind: 'anonymous' },
        actorAddress: "=cmd|'/c calc'!A1",
        client: { address: '192.0.2.9', agent: '@SUM(1,2)"\r\n-1' },
        organisationIds: [hospital.id],
      }),
    );
    const csv = await file(administrator, 'csv');
    expect(csv.startsWith('\uFEFFid,occurredAt,event,')).toBe(true);
    const records = readCsv(csv.slice(1));
    const isFact = (event: string | undefined) => !event?.startsWith('Audit');
    const facts = (await readAll(administrator)).filter((item) => isFact(item.event));
    expect(records.slice(1).filter((record) => isFact(record[2]))).toHaveLength(facts.length);
    expect(new Set(records.map((record) => record.length))).toEqual(new Set([10]));
    const cells = records.slice(1).flat();
    expect(cells).toContain("'=cmd|'/c calc'!A1");
    expect(cells.filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
  });

  test('the JSON Lines export holds the same entries as the page, oldest first', async () => {
    const entries = (await file(administrator, 'jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Partial<EntryLine>)
      .flatMap(({ leaf, fields }) => (leaf && fields ? [{ ...leaf, fields }] : []));
    const isOther = ({ event }: { event: string }) => event !== 'AuditExported' && event !== 'AuditRead';
    const shown = (await readAll(administrator)).filter(isOther).reverse();
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

  test.each(['x', '1', '1.', '.1', '1.1.1', "1.1'; DROP TABLE audit_entries", '9'.repeat(40)])(
    'a cursor of any other shape is refused: %j',
    (cursor) => {
      expect(auditQuery.safeParse({ cursor }).success).toBe(false);
    },
  );

  test('unknown filters, events and times are refused', () => {
    for (const query of [
      { organisation: hospital.id },
      { event: 'Nothing' },
      { from: 'yesterday' },
      { envelope: '1' },
      { person: ['a', 'b'] },
    ]) {
      expect(auditQuery.safeParse(query).success, JSON.stringify(query)).toBe(false);
    }
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
