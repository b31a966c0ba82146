import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GET } from '../../app/api/live/route';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { changeItems } from '../../lib/filing/change-items';
import { createRouteAnswerer } from '../../lib/http/answer-routes';
import { createRouteTable } from '../../lib/http/route-table';
import { closeWebServer, createWebServer } from '../../lib/http/web-server';
import { liveLimits } from '../../lib/live/create-live-streams';
import { changesSince } from '../../lib/mailbox/changes-since';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Services } from '../../lib/services';
import { createServices } from '../../lib/wiring/create-services';
import { withTestDatabase } from '../support/database';
import { sendOne, twoPeople } from '../support/list-world';
import { LiveReader } from '../support/live-reader';
import { until } from '../support/pli';
import { type Person, withTestServices } from '../support/sealed-world';
import { signedIn } from '../support/session-cookie';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const made = withTestServices(database);
let webs: Services[] = [];
const readers: LiveReader[] = [];

beforeAll(async () => {
  const { config } = made.services;
  webs = await Promise.all(['one', 'two', 'three'].map((name) => createServices(config, name)));
});
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.leave()));
});
afterAll(async () => {
  for (const web of webs) {
    await web.liveStreams.close();
    await web.db.$disconnect();
  }
});

async function read(web: Services | undefined, { actor }: Person): Promise<LiveReader> {
  if (!web) throw new Error('three webs');
  const reader = new LiveReader(web.liveStreams, actor.sessionId);
  readers.push(reader);
  return reader.begun();
}
const numberOf = async ({ mailboxId }: Person) =>
  Number((await made.services.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } })).changeNumber);
/** Waits until a reader knows what the database says. */
async function knows(reader: LiveReader, person: Person): Promise<void> {
  const number = await numberOf(person);
  await until(() => reader.numberOf(person.mailboxId) === number, 20, `not told of ${number}`);
}
/** A letter from Anne to Paul; the reference of his link. */
async function letter(anne: Person, paul: Person): Promise<{ envelopeId: string; reference: string }> {
  const { envelopeId } = await sendOne(made.services, anne, [{ address: paul.actor.email, kind: 'to' }]);
  const { reference } = await made.services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
  return { envelopeId, reference };
}

describe('what changes in a mailbox', () => {
  it('is told within 2 s to its readers at three web processes, and to nobody else', async () => {
    const { anne, paul } = await twoPeople(made.services);
    const ofPaul = await Promise.all(webs.map((web) => read(web, paul)));
    const ofAnne = await read(webs[0], anne);
    await letter(anne, paul);
    await Promise.all([...ofPaul.map((reader) => knows(reader, paul)), knows(ofAnne, anne)]);
    const seconds: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      await letter(anne, paul);
      const begun = Date.now();
      await Promise.all(ofPaul.map((reader) => knows(reader, paul)));
      seconds.push((Date.now() - begun) / 1_000);
    }
    expect(Math.min(...seconds)).toBeLessThan(2); // a machine may be busy, not three times
    expect(ofAnne.numberOf(paul.mailboxId)).toBe(-1);
    expect(ofPaul.map((reader) => reader.numberOf(anne.mailboxId))).toEqual([-1, -1, -1]);
    const item = await made.services.db.mailboxItem.findFirst({ where: { mailboxId: paul.mailboxId } });
    await changeItems(webs[1] as Services, {
      actor: paul.actor,
      items: [item?.id ?? ''],
      filing: { folder: 'archive' },
    });
    await Promise.all(ofPaul.map((reader) => knows(reader, paul)));
  });

  it('is told after the line to the database was lost, also what happened meanwhile', async () => {
    const { anne, paul } = await twoPeople(made.services);
    const reader = await read(webs[0], paul);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const { rowCount } = await owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pli-live' AND datname = current_database()",
    );
    expect(rowCount).toBeGreaterThan(0);
    await owner.query('SELECT next_change_numbers(ARRAY[$1::uuid])', [paul.mailboxId]); // nobody hears it
    await knows(reader, paul);
    await letter(anne, paul);
    await knows(reader, paul);
    await owner.end();
  });

  it('reaches the sender: an opening, a report, once each', async () => {
    const { anne, paul } = await twoPeople(made.services);
    const { envelopeId, reference } = await letter(anne, paul);
    const reader = await read(webs[2], anne);
    const open = () => openEnvelope(made.services, { actor: paul.actor, client: testClient, reference });
    const before = await numberOf(anne);
    await open();
    await knows(reader, anne);
    expect(await numberOf(anne)).toBe(before + 1);
    const [row] = (await changesSince(made.services, anne.actor, { id: anne.mailboxId, since: before }))
      .changes;
    expect(row).toMatchObject({ itemId: envelopeId, folder: 'sent' });
    expect(row?.item?.recipients[0]?.openedAt).not.toBeNull();
    await open();
    expect(await numberOf(anne)).toBe(before + 1);
    await reportWrongRecipient(made.services, { actor: paul.actor, client: testClient, reference });
    await knows(reader, anne);
    expect(await numberOf(anne)).toBe(before + 2);
  });
});

describe('a reader', () => {
  const seconds = liveLimits.judgeMs / 1_000 + 3;

  it('whose right is taken hears no more of that mailbox, and is told of one that is given', async () => {
    const { anne, paul } = await twoPeople(made.services);
    const { db } = made.services;
    const reader = await read(webs[0], paul);
    await db.mailboxMember.updateMany({
      where: { mailboxId: paul.mailboxId },
      data: { untilAt: new Date(Date.now() - 1_000) },
    });
    const told = reader.told.length;
    await letter(anne, paul); // at once: before the next look at all rights
    await until(() => reader.told.length > told, seconds, 'she was not told that it is gone');
    expect(reader.told.at(-1)).toEqual({ event: 'all', data: {} });
    await letter(anne, paul);
    await db.mailboxMember.updateMany({ where: { mailboxId: paul.mailboxId }, data: { untilAt: null } });
    await until(
      () => 'some' !== reader.told.at(-1)?.event && reader.told.length > told + 1,
      seconds,
      'not told',
    );
    expect(reader.told.slice(told).map(({ event }) => event)).toEqual(['all', 'all']);
    expect(reader.numberOf(paul.mailboxId)).toBe(await numberOf(paul));
  });

  it.each(['ended', 'closed', 'idle'] as const)(
    'whose session is over (%s) is sent away within seconds',
    async (how) => {
      const { anne, paul } = await twoPeople(made.services);
      const { db } = made.services;
      const [gone, stays] = [await read(webs[1], paul), await read(webs[1], anne)];
      const { sessionId, userId } = paul.actor;
      if (how === 'ended')
        await db.session.update({ where: { id: sessionId }, data: { endedAt: new Date() } });
      if (how === 'closed') await db.user.update({ where: { id: userId }, data: { closedAt: new Date() } });
      if (how === 'idle')
        await db.session.update({
          where: { id: sessionId },
          data: { activeAt: new Date(Date.now() - 86_400_000) },
        });
      await until(() => gone.isOver, seconds, 'it reads on');
      expect(gone.told.at(-1)?.event).toBe('over');
      expect(stays.isOver).toBe(false);
    },
  );

  it('does nothing by reading: neither is her session seen, nor her rest shorter', async () => {
    const { anne, paul } = await twoPeople(made.services);
    const { db } = made.services;
    const where = { id: paul.actor.sessionId };
    const past = new Date(Date.now() - 10 * 60_000);
    await db.session.update({ where, data: { activeAt: past, lastSeenAt: past } });
    const reader = await read(webs[0], paul);
    await letter(anne, paul);
    await knows(reader, paul);
    expect(await db.session.findUnique({ where })).toMatchObject({ activeAt: past, lastSeenAt: past });
  });

  it('has so many streams at a time and no more, and a new one where one has gone', async () => {
    const { paul } = await twoPeople(made.services);
    const open = () => read(webs[0], paul);
    for (let n = 0; n < liveLimits.ofSession; n += 1) await open();
    await expect(open()).rejects.toMatchObject({ code: 'too-many-requests' });
    await readers[0]?.leave();
    await open();
  });

  it('over HTTP is known by her session, and sent away at once when the process stops, which waits for nobody', async () => {
    const { paul } = await twoPeople(made.services);
    const web = await createServices(made.services.config, 'stopping');
    Object.assign(globalThis, { pliServices: Promise.resolve(web) });
    const find = createRouteTable([{ file: 'api/live/route.ts', handlers: { GET } }]);
    const nothing = (_: unknown, response: ServerResponse) => void response.writeHead(404).end();
    const server = createWebServer({
      health: nothing,
      vault: null,
      files: () => null,
      routes: createRouteAnswerer(web.config, web.log, find),
      pages: nothing,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // a TCP server's address
    const ask = (cookie: string) => fetch(`http://127.0.0.1:${port}/api/live`, { headers: { cookie } });
    const { cookies } = await signedIn(web, { userId: paul.actor.userId });
    expect((await ask('')).status).toBe(401);
    const answer = await ask([...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain(': here');
    const begun = Date.now();
    await web.liveStreams.close();
    await closeWebServer(server, 120);
    expect(Date.now() - begun).toBeLessThan(60_000); // it would have been cut after 120 s
    for (let part = await reader?.read(); !part?.done; ) part = await reader?.read();
    expect(() => web.liveStreams.open(paul.actor.sessionId)).toThrow();
    Object.assign(globalThis, { pliServices: undefined });
    await web.db.$disconnect();
  });
});

describe('what has changed since', () => {
  it('a number is told copy by copy, where it lies now, with what is unread; what no list shows has left', async () => {
    const { services } = made;
    const { anne, paul } = await twoPeople(services);
    const first = await letter(anne, paul);
    const since = await numberOf(paul);
    const second = await letter(anne, paul);
    const ask = (number: number) => changesSince(services, paul.actor, { id: paul.mailboxId, since: number });
    const arrived = await ask(since);
    expect(arrived).toMatchObject({ number: since + 1, tooMany: false, unread: 2 });
    expect(arrived.changes.map(({ folder, item }) => [folder, item?.reference])).toEqual([
      ['inbox', second.reference],
    ]);
    const of = ({ envelopeId }: { envelopeId: string }) =>
      services.db.mailboxItem.findFirstOrThrow({ where: { envelopeId, mailboxId: paul.mailboxId } });
    await changeItems(services, {
      actor: paul.actor,
      items: [(await of(first)).id],
      filing: { folder: 'archive' },
    });
    await reportWrongRecipient(services, {
      actor: paul.actor,
      client: testClient,
      reference: second.reference,
    });
    const left = await ask(arrived.number);
    expect(left.changes.map(({ folder, item }) => [folder, item === null])).toEqual([
      ['archive', false],
      [null, true],
    ]);
    expect(left.unread).toBe(0);
    expect((await ask(left.number)).changes).toEqual([]);
  });

  it('too many changes are not told one by one; of a mailbox of others nothing is', async () => {
    const { services } = made;
    const { anne, paul } = await twoPeople(services);
    await letter(anne, paul);
    await letter(anne, paul);
    const ask = (rowsMax: number) =>
      changesSince(services, paul.actor, { id: paul.mailboxId, since: 0 }, rowsMax);
    expect(await ask(2)).toMatchObject({ tooMany: false, changes: { length: 2 } });
    expect(await ask(1)).toMatchObject({ number: 2, tooMany: true, changes: [], unread: 2 });
    await expect(changesSince(services, paul.actor, { id: anne.mailboxId, since: 0 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
