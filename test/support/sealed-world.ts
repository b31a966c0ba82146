import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, vi } from 'vitest';
import type { GuestActor, UserActor } from '../../lib/access/actor';
import { type Config, parseConfig } from '../../lib/config';
import { ensureKeys } from '../../lib/keys';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { createServices } from '../../lib/wiring/create-services';
import type { TestDatabase } from './database';
import { fullRights, guestMailbox } from './mailboxes';
import { testClient } from './test-client';
import { writeLetter } from './written-letter';

/** A member with a personal mailbox. */
export type Person = { actor: UserActor; mailboxId: string };
/** A sealed envelope in the database and its objects in the vault; `parts` by kind. */
export type SealedLetter = {
  envelopeId: string;
  contentKey: Uint8Array;
  body: Uint8Array;
  parts: { body: string; attachment: string };
  recipients: Record<string, { id: string; reference: string; address: string }>;
};

/** Real services on a test database and a folder of their own; read `services` inside tests and hooks only. */
export function withTestServices(
  database: TestDatabase,
  env: () => Record<string, string> | Promise<Record<string, string>> = () => ({}),
) {
  let made: Services | undefined;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'pli-test-services-'));
    const config = parseConfig({
      DATABASE_URL: database.url,
      DATABASE_OWNER_URL: database.ownerUrl,
      PLI_DATA_DIR: folder,
      PLI_LOG_LEVEL: 'error',
      MAIL_FROM: 'ne-pas-repondre@pli.example',
      ...(await env()),
    });
    await ensureOldKeys(config);
    made = await createServices(config, 'test');
  });
  afterAll(async () => {
    made?.mailer.close();
    await made?.db.$disconnect();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get services(): Services {
      if (!made) throw new Error('withTestServices(): the services are there only inside hooks and tests.');
      return made;
    },
  };
}

/** An organisation; ids and domain are new on every call. */
export async function addOrganisation(
  { db }: Services,
  name: string,
): Promise<{ id: string; domain: string }> {
  const id = uuidv7();
  const domain = `${id.slice(-12)}.example`;
  await db.organisation.create({ data: { id, name, takeBackSeconds: 0, domains: { create: { domain } } } });
  return { id, domain };
}

/** A member, administrator or auditor of an organisation; an auditor's mailbox is of no use to him. */
export async function addPerson(
  { db }: Services,
  organisation: { id: string; domain: string },
  name: string,
  role: UserActor['role'] = 'member',
): Promise<Person> {
  const userId = uuidv7();
  const mailboxId = uuidv7();
  const email = `${name}@${organisation.domain}`;
  await db.user.create({
    data: { id: userId, organisationId: organisation.id, email, displayName: name, role },
  });
  await db.mailbox.create({
    data: {
      id: mailboxId,
      organisationId: organisation.id,
      kind: 'personal',
      name,
      addresses: { create: { address: email } },
      members: { create: { userId, fromAt: new Date(0) } }, // tests move their clocks
    },
  });
  const expiresAt = new Date(Date.now() + 3_650 * 86_400_000); // tests move their clocks
  const session = await db.session.create({ data: { id: uuidv7(), userId, expiresAt } });
  const actor: UserActor = {
    kind: 'user',
    userId,
    sessionId: session.id,
    organisationId: organisation.id,
    role,
    email,
    displayName: name,
    locale: 'fr',
    mailboxes: role === 'auditor' ? [] : [fullRights(mailboxId)],
  };
  return { actor, mailboxId };
}

/** A guest who has proved an address. */
export async function addGuest({ db }: Services, address: string): Promise<GuestActor> {
  const guest = await db.guest.upsert({ where: { address }, create: { id: uuidv7(), address }, update: {} });
  const mailboxes = [fullRights(await guestMailbox(db, address))];
  const expiresAt = new Date(Date.now() + 3_650 * 86_400_000); // tests move their clocks
  const session = await db.session.create({ data: { id: uuidv7(), guestId: guest.id, expiresAt } });
  return { kind: 'guest', guestId: guest.id, sessionId: session.id, address, locale: 'fr', mailboxes };
}

/** Who receives a letter, by address; a `Person` through the mailbox, a string as a guest. */
export type Addressee = { who: Person | string; kind?: 'to' | 'cc' | 'bcc' };

/**
 * Seals a letter from `sender` through the very code of page and server: written as a page writes it, sealed by the main job.
 * @param options `expiresAt`: sealed a day before that; `fromAddress`: of a shared mailbox
 */
export async function sealLetter(
  services: Services,
  sender: Person,
  addressees: readonly Addressee[],
  {
    title = '',
    expiresAt,
    fromAddress = sender.actor.email,
  }: { title?: string; expiresAt?: Date; fromAddress?: string } = {},
): Promise<SealedLetter> {
  const named = addressees.map(({ who, kind = 'to' }) => ({
    address: typeof who === 'string' ? who : who.actor.email,
    kind,
  }));
  const html = `<p>Lettre ${uuidv7()}</p>`;
  const then = expiresAt ? { ...services, clock: dayBefore(expiresAt) } : services;
  const options = { html, title, fromAddress, expiresInDays: expiresAt ? 1 : 90, files: [new Uint8Array(0)] };
  const letter = await writeLetter(then, sender, named, options);
  const { envelopeId, contentKey, request } = letter;
  const [body = '', attachment = ''] = letter.parts;
  await sealEnvelope(then, sender.actor, { envelopeId, client: testClient, request });
  const recipients = await services.db.recipient.findMany({
    where: { envelopeId },
    select: { id: true, reference: true, address: true },
  });
  return {
    envelopeId,
    contentKey,
    body: new TextEncoder().encode(html),
    parts: { body, attachment },
    recipients: Object.fromEntries(recipients.map((one) => [one.address, one])),
  };
}

/** The same services with no job enqueued: for a test that enqueues those it is about. */
export function withoutJobs(services: Services): Services {
  const nothing = () => Promise.resolve();
  return { ...services, queue: { enqueue: nothing, enqueueAll: nothing } };
}

const dayBefore = (moment: Date) => ({ now: () => new Date(moment.getTime() - 86_400_000) });

/** Keys of two days ago: with keys of now nothing can be sealed at an earlier moment. */
async function ensureOldKeys(config: Config): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 2 * 86_400_000 });
  try {
    await ensureKeys(config);
  } finally {
    vi.useRealTimers();
  }
}
