import { fork } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { openTitle, sealTitle, shownTitle } from '../../lib/sealed-rows/sealed-title';
import type { Services } from '../../lib/services';
import { sealTitles } from '../../lib/start/seal-titles';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { sealFirstLetter } from '../support/first-format';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const made = withTestServices(database);
const word = 'Hémoglobinopathie';

async function asOwner<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Where a word stands in the database, as a dump of every table of every schema would hold it. */
async function tablesHolding(text: string): Promise<string[]> {
  const tables = await asOwner<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const hex = Buffer.from(text).toString('hex');
  const holding = [];
  for (const { name } of tables) {
    const sql = `SELECT 1 FROM ${name} AS t WHERE t::text LIKE $1 OR t::text LIKE $2 LIMIT 1`;
    if ((await asOwner(sql, [`%${text}%`, `%${hex}%`])).length > 0) holding.push(name);
  }
  return holding;
}

async function world(services: Services) {
  const hospital = await addOrganisation(services, 'CHU');
  return {
    anne: await addPerson(services, hospital, 'anne'),
    paul: await addPerson(services, hospital, 'paul'),
  };
}

async function send(services: Services, anne: Person, paul: Person, title: string): Promise<string> {
  const draft = await makeDraft(services, anne);
  const recipients = [{ address: paul.actor.email, kind: 'to' as const }];
  const request = await requestFor(draft, await storeLetter(services, draft), recipients, { title });
  const { envelopeId } = draft;
  await sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request });
  return envelopeId;
}

/** A letter of version 1: only those ever had a title in the clear. */
async function sendAsBefore(services: Services, anne: Person, paul: Person): Promise<string> {
  const content = { html: '<p>Bonjour</p>', file: new Uint8Array(3) };
  return (await sealFirstLetter(services, anne, [paul.actor.email], content)).envelopeId;
}

/** Rows as they stood before: the title in the clear. */
const asBefore = (ids: readonly string[], title: string) =>
  asOwner(
    `BEGIN; ALTER TABLE envelopes DISABLE TRIGGER sealed_unchangeable;
     UPDATE envelopes SET title = '${title}', sealed_title = NULL WHERE id = ANY ('{${ids.join()}}');
     ALTER TABLE envelopes ENABLE TRIGGER sealed_unchangeable; COMMIT`,
  );

describe('the title of a letter', () => {
  it('stands in no table of a dump, and in every list that may show it', async () => {
    const { services } = made;
    const { anne, paul } = await world(services);
    const envelopeId = await send(services, anne, paul, word);
    expect(await tablesHolding(word)).toEqual([]);
    expect(await tablesHolding(paul.actor.email)).toContain('public.recipients'); // what is looked for is found
    for (const [{ actor }, box] of [
      [paul, 'inbox'],
      [anne, 'sent'],
    ] as const) {
      const { items } = await listEnvelopes(services, actor, { box });
      expect(items.map(({ title }) => title)).toEqual([word]);
    }
    expect((await envelopeStatus(services, anne.actor, envelopeId)).title).toBe(word);
  });

  it('is carried over whole at a start, once, and its letters stay closed to changes', async () => {
    const { services } = made;
    const { anne, paul } = await world(services);
    const ids = [await sendAsBefore(services, anne, paul), await sendAsBefore(services, anne, paul)];
    await asBefore(ids, word);
    expect(await tablesHolding(word)).toEqual(['public.envelopes']);
    const both = await Promise.all([1, 2].map(() => sealTitles(database.ownerUrl, services.keys)));
    expect(both.sort()).toEqual([0, 2]);
    expect(await sealTitles(database.ownerUrl, services.keys)).toBe(0);
    expect(await tablesHolding(word)).toEqual([]);
    const { items } = await listEnvelopes(services, paul.actor, { box: 'inbox' });
    expect(items.map(({ title }) => title)).toEqual([word, word]);
    for (const change of [`title = 'x'`, `sealed_title = 'x'`])
      await expect(asOwner(`UPDATE envelopes SET ${change} WHERE id = '${ids[0]}'`)).rejects.toThrow(
        /sealed row/,
      );
  });

  it('of who was killed in the middle is carried over by the next start, and none is lost', async () => {
    const { services } = made;
    const { anne, paul } = await world(services);
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push(await sendAsBefore(services, anne, paul));
    await asBefore(ids, word);
    // holds the rows, so that the one that is killed is in the middle of its transaction
    const holder = new pg.Client({ connectionString: database.ownerUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM envelopes WHERE id = $1 FOR UPDATE', [ids[2]]);
    const script = path.resolve('test/support/seal-titles-process.ts');
    const child = fork(script, [database.ownerUrl], {
      execArgv: ['--conditions=react-server', '--import', 'tsx'],
    });
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE envelopes e SET title%'`;
    await expect.poll(async () => (await asOwner(waiting)).length, { timeout: 60_000 }).toBe(1);
    child.kill('SIGKILL');
    await new Promise((ended) => child.once('exit', ended));
    await holder.query('ROLLBACK');
    await holder.end();
    await expect.poll(async () => (await asOwner(waiting)).length).toBe(0);
    expect(await sealTitles(database.ownerUrl, services.keys)).toBe(3);
    const { items } = await listEnvelopes(services, paul.actor, { box: 'inbox' });
    expect(items.map(({ title }) => title)).toEqual([word, word, word]);
  });

  it('of another letter, changed, or under another key is shown to nobody', async () => {
    const { services } = made;
    const { keys } = services;
    const [id, other] = ['0198c0de-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-000000000002'];
    const sealed = sealTitle(keys, id, word) ?? new Uint8Array();
    expect(openTitle(keys, id, sealed)).toBe(word);
    expect(() => openTitle(keys, other, sealed)).toThrow();
    expect(() => openTitle({ derive: () => Buffer.alloc(32, 1) }, id, sealed)).toThrow();
    for (let at = 0; at < sealed.length; at += 1)
      expect(() => openTitle(keys, id, sealed.with(at, (sealed[at] ?? 0) ^ 1)), `byte ${at}`).toThrow();
    const silent = { ...services, log: services.log.child({}, { level: 'silent' }) };
    expect(shownTitle(silent, { id: other, sealedTitle: sealed })).toBeNull();
    expect(shownTitle(silent, { id, sealedTitle: sealed })).toBe(word);
  });

  it('costs a list of fifty rows less than 5 ms of processor time', () => {
    const { services } = made;
    const rows = Array.from({ length: 50 }, (_, n) => {
      const id = `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;
      return { id, sealedTitle: sealTitle(services.keys, id, `${word} ${n}`) };
    });
    const costs = Array.from({ length: 10 }, () => {
      const before = process.cpuUsage();
      for (const row of rows) shownTitle(services, row);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    console.log(`50 titles: ${Math.min(...costs)} ms`);
    expect(Math.min(...costs)).toBeLessThan(5);
  });
});
