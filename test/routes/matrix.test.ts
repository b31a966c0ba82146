import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { GuestActor } from '../../lib/access/actor';
import type { RouteHandler } from '../../lib/http/route';
import { sealName } from '../../lib/sealed-rows/sealed-name';
import { makeToken } from '../support/access-token';
import { answerDraft, begunAnswer, sentAnswer } from '../support/answer-world';
import { answerFaults, operationOf, requestFaults } from '../support/api-contract';
import { appFiles } from '../support/app-files';
import { BrowserPerson } from '../support/browser-person';
import { buildCommand } from '../support/built-command';
import { withTestDatabase } from '../support/database';
import { freshKeyPacket } from '../support/key-packet';
import { pageAccess } from '../support/page-access';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { makeDraft, sealLetter } from '../support/sealed-letter';
import { addGuest } from '../support/sealed-world';
import { withTestServices } from '../support/services';
import { signedIn } from '../support/session-cookie';
import { type Columns, type MatrixWorld, x } from './matrix-row';
import { routeRows } from './matrix-rows';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];
const database = withTestDatabase();
const pli = withTestServices(database);
const found: { name: string; method: Method; handler: RouteHandler }[] = [];
const people = {} as Record<
  'author' | 'colleague' | 'foreigner' | 'chief' | 'foreignChief' | 'auditor' | 'target',
  TestUser
>;
const guestAddress = 'patient@example.org';
let guestId: string;
let keyPacket: string;
let clientNumber = 0;

beforeAll(async () => {
  buildCommand();
  const { db } = database;
  ({ keyPacket } = await freshKeyPacket(pli.services.keys.vault.publicKey));
  const hospital = await makeOrganisation(db, 'hopital.example');
  const practice = await makeOrganisation(db, 'cabinet.example');
  people.author = await makeUser(db, hospital, 'autrice@hopital.example');
  people.colleague = await makeUser(db, hospital, 'collegue@hopital.example');
  people.chief = await makeUser(db, hospital, 'chef@hopital.example', 'administrator');
  people.auditor = await makeUser(db, hospital, 'auditeur@hopital.example', 'auditor');
  people.foreigner = await makeUser(db, practice, 'medecin@cabinet.example');
  people.foreignChief = await makeUser(db, practice, 'chef@cabinet.example', 'administrator');
  guestId = (await db.guest.create({ data: { id: uuidv7(), address: guestAddress } })).id;
  for (const { file, url } of appFiles('route.ts')) {
    // Each export of a route file that Next calls is one of these methods.
    const module = (await import(/* @vite-ignore */ file)) as Partial<Record<Method, RouteHandler>>;
    for (const method of methods) {
      const handler = module[method];
      if (handler !== undefined) found.push({ name: `${method} ${url}`, method, handler });
    }
  }
});

/** What the rows speak about: the author's draft and letter to the guest, the foreigner's letter to the author. */
function makeWorld(): MatrixWorld {
  const { services } = pli;
  const { db } = database;
  const sent = once(() => sealLetter(services, people.author, guestAddress));
  const asGuest = async <T>(
    make: (guest: GuestActor, letter: Awaited<ReturnType<typeof sent>>) => Promise<T>,
  ) => {
    const letter = await sent();
    return make(await addGuest(services, guestAddress), letter);
  };
  return {
    mailboxId: people.author.mailboxId ?? '',
    keyPacket,
    targetId: once(async () => {
      clientNumber += 1;
      const email = `cible${clientNumber}@hopital.example`;
      return (await makeUser(db, people.author.organisationId, email)).id;
    }),
    sharedMailboxId: once(async () => {
      const { organisationId } = people.author;
      const mailbox = { id: uuidv7(), organisationId, kind: 'shared', name: 'Secrétariat' };
      const addresses = { create: { address: `${mailbox.id}@hopital.example` } };
      return (await db.mailbox.create({ data: { ...mailbox, addresses } })).id;
    }),
    entryId: once(async () => {
      const { organisationId } = people.author;
      const entry = await db.auditEntry.create({ data: { event: 'SignedOut', actorKind: 'system' } });
      const { id: entryId, occurredAt, event } = entry;
      await db.auditVisibility.create({ data: { organisationId, entryId, occurredAt, event } });
      return String(entryId);
    }),
    savedFilterId: once(async () => {
      const { id: ownerUserId, organisationId } = people.chief;
      const choice = { period: 'all', from: '', until: '', day: '', person: '', envelope: '', events: [] };
      const filter = { id: uuidv7(), organisationId, ownerUserId, name: 'Échecs', shared: true, choice };
      return (await db.auditSavedFilter.create({ data: filter })).id;
    }),
    destinationId: once(async () => {
      const { organisationId } = people.author;
      const made = { id: uuidv7(), organisationId, name: 'SIEM', settings: { host: '127.0.0.1' } };
      return (await db.auditDestination.create({ data: { ...made, kind: 'syslog' } })).id;
    }),
    sessionId: once(async () => {
      await signedIn(services, { userId: people.author.id });
      const newest = { where: { userId: people.author.id, endedAt: null }, orderBy: { id: 'desc' } } as const;
      return (await db.session.findFirstOrThrow(newest)).id;
    }),
    tokenId: once(async () => (await makeToken(services, people.author.id, ['audit:read'])).id),
    holdId: once(async () => {
      const { envelopeId } = await sealLetter(services, people.author, guestAddress);
      const { id: setBy, organisationId } = people.chief;
      const hold = { id: uuidv7(), organisationId, envelopeId, setBy, why: 'Contentieux' };
      return (await db.retentionHold.create({ data: hold })).id;
    }),
    folderId: once(async () => {
      const id = uuidv7();
      const sealedName = sealName(services.keys, id, 'Comptes rendus');
      const mailboxId = people.author.mailboxId ?? '';
      return (await db.mailboxFolder.create({ data: { id, mailboxId, sealedName } })).id;
    }),
    contactId: once(async () => {
      const mailboxId = people.author.mailboxId ?? '';
      const id = uuidv7();
      const fields = { name: 'Marie', organisation: '', role: '', phone: '', note: '' };
      const addresses = [`${id}@ville.example`];
      await db.contact.create({ data: { id, mailboxId, addresses, ...fields } });
      return id;
    }),
    draft: once(() => makeDraft(services, people.author)),
    sent,
    answerDraft: once(() => asGuest((guest) => answerDraft(services, guest))),
    begunAnswer: once(() => asGuest((guest, { reference }) => begunAnswer(services, guest, reference))),
    sentAnswer: once(() =>
      asGuest((guest, letter) => sentAnswer(services, guest, letter, people.author.email)),
    ),
    received: once(() => sealLetter(services, people.foreigner, people.author.email)),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** All of it; of a stream of events, which has no end, the beginning. */
async function textOf(answer: Response): Promise<string> {
  if (answer.headers.get('content-type') !== 'text/event-stream') return answer.text();
  const reader = answer.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

async function visitor(column: keyof Columns): Promise<BrowserPerson> {
  clientNumber += 1;
  const address = `198.51.${Math.floor(clientNumber / 250)}.${clientNumber % 250}`;
  const owners = {
    guest: { guestId },
    member: { userId: people.author.id },
    colleague: { userId: people.colleague.id },
    foreigner: { userId: people.foreigner.id },
    administrator: { userId: people.chief.id },
    foreignAdministrator: { userId: people.foreignChief.id },
    auditor: { userId: people.auditor.id },
  };
  return column === 'nobody'
    ? new BrowserPerson(pli.services.config.publicUrl, address)
    : signedIn(pli.services, owners[column], address);
}

describe('every route against everybody', () => {
  test('every route has a row, and every row a route', () => {
    expect(found.map(({ name }) => name).sort()).toEqual(Object.keys(routeRows).sort());
  });

  test('every page has a row, and every row a page', () => {
    const pages = appFiles('page.tsx').map(({ url }) => url);
    expect(pages.sort()).toEqual(Object.keys(pageAccess).sort());
  });

  test.each(Object.entries(routeRows))('%s', async (name, row) => {
    const route = found.find((each) => each.name === name);
    if (route === undefined) throw new Error(`no route ${name}`);
    const columns = Object.entries(row.expected) as [keyof Columns, number][]; // entries of Columns
    // Those who may not come first: they must find, and leave, all as it was.
    columns.sort(([, a], [, b]) => b - a);
    let world: MatrixWorld | null = null;
    const seen: Partial<Columns> = {};
    const unlike: string[] = [];
    for (const [column, status] of columns) {
      world = world === null || status < 400 ? makeWorld() : world;
      const { path: asked, ...options } = await row.request(world);
      // of its own, for what is counted by route
      const path = asked === x ? `${x}/${found.indexOf(route)}` : asked;
      const person = await visitor(column);
      const answer = await person.call({ [route.method]: route.handler }, route.method, path, options);
      seen[column] = answer.status;
      if (answer.status >= 400) expect(answer.headers.get('content-type')).toBe('application/problem+json');
      const body = await textOf(answer);
      const operation = operationOf(route.method, name.split(' ')[1] ?? '');
      if (operation === null) continue;
      const type = answer.headers.get('content-type');
      unlike.push(...answerFaults(operation, answer.status, type, body));
      if (answer.status < 400) unlike.push(...requestFaults(operation, options.json));
    }
    expect(seen).toEqual(row.expected);
    expect(unlike, 'not as lib/openapi/openapi.json describes it (npm run docs)').toEqual([]);
  });
});
