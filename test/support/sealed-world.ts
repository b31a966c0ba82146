import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll } from 'vitest';
import type { GuestActor, UserActor } from '../../lib/access/actor';
import { parseConfig } from '../../lib/config';
import { vaultHolder } from '../../lib/envelope/release-content-key';
import { deriveContentKey, generateSeed } from '../../lib/envelope-format/content-key';
import { sha256Hex } from '../../lib/envelope-format/digest';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { wrapSeed } from '../../lib/envelope-format/key-packet';
import { recipientHash } from '../../lib/envelope-format/salted-hash';
import { buildSeal, encodeSeal } from '../../lib/envelope-format/seal';
import { signSeal } from '../../lib/envelope-format/seal-signature';
import { ensureKeys } from '../../lib/keys';
import { newMessageId } from '../../lib/notification/message-id';
import type { Services } from '../../lib/services';
import { createServices } from '../../lib/wiring/create-services';
import type { TestDatabase } from './database';
import { fileSealed, fullRights, guestMailbox } from './mailboxes';

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
    await ensureKeys(config);
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
      members: { create: { userId } },
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
  return { kind: 'guest', guestId: guest.id, sessionId: uuidv7(), address, locale: 'fr', mailboxes };
}

/** Who receives a letter, by address; a `Person` through the mailbox, a string as a guest. */
export type Addressee = { who: Person | string; kind?: 'to' | 'cc' | 'bcc'; locale?: 'fr' | 'en' };

/** Seals a letter from `sender` the way the format says, without going through a browser. */
export async function sealLetter(
  services: Services,
  sender: Person,
  addressees: readonly Addressee[],
  options: { title?: string; senderName?: string; expiresAt?: Date } = {},
): Promise<SealedLetter> {
  const { db, keys, objectStore, config } = services;
  const envelopeId = uuidv7();
  const seed = generateSeed();
  const contentKey = await deriveContentKey(seed, envelopeId);
  const body = new TextEncoder().encode(`<p>Lettre ${envelopeId}</p>`);
  const parts = { manifest: uuidv7(), body: uuidv7(), attachment: uuidv7() };
  const stored = await Promise.all(
    [body, body, new Uint8Array(0)].map(async (plaintext) => {
      const ciphertext = await encryptSegment(contentKey, plaintext);
      const digest = { sha256: await sha256Hex(ciphertext), ciphertextBytes: ciphertext.length };
      await objectStore.put({ envelopeId, sha256: digest.sha256 }, ciphertext.length, once(ciphertext));
      return digest;
    }),
  );
  const [manifest, first, second] = stored;
  if (!manifest || !first || !second) throw new Error('three objects were stored');
  const recipients = await Promise.all(
    addressees.map(async ({ who, kind = 'to', locale = 'fr' }) => ({
      id: uuidv7(),
      kind,
      locale,
      address: typeof who === 'string' ? who : who.actor.email,
      mailboxId: typeof who === 'string' ? await guestMailbox(db, who) : who.mailboxId,
      reference: Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url'),
      salt: crypto.getRandomValues(new Uint8Array(32)),
    })),
  );
  const organisation = await db.organisation.findUniqueOrThrow({
    where: { id: sender.actor.organisationId },
  });
  const sealedAt = new Date();
  const expiresAt = options.expiresAt ?? new Date(sealedAt.getTime() + 90 * 86_400_000);
  const senderName = options.senderName ?? sender.actor.displayName;
  const seal = encodeSeal(
    buildSeal({
      envelopeId,
      sender: { address: sender.actor.email, name: senderName, organisation: organisation.name },
      recipientHashes: await Promise.all(recipients.map(({ address, salt }) => recipientHash(address, salt))),
      manifest,
      parts: [
        { id: parts.body, kind: 'body', segments: [first] },
        { id: parts.attachment, kind: 'attachment', segments: [second] },
      ],
      sealedAt,
      expiresAt,
    }),
  );
  const [sealingKey] = keys.sealing;
  if (!sealingKey) throw new Error('no sealing key');
  await db.envelope.create({
    data: {
      id: envelopeId,
      organisationId: organisation.id,
      mailboxId: sender.mailboxId,
      authorKind: 'user',
      authorId: sender.actor.userId,
      origin: 'browser',
      keys: {
        create: { ...vaultHolder, packet: Buffer.from(await wrapSeed(seed, keys.vault.publicKey)) },
      },
      parts: {
        create: [
          {
            id: parts.manifest,
            kind: 'manifest',
            position: 0,
            segments: { create: { index: 0, ...manifest } },
          },
          { id: parts.body, kind: 'body', position: 1, segments: { create: { index: 0, ...first } } },
          {
            id: parts.attachment,
            kind: 'attachment',
            position: 2,
            segments: { create: { index: 0, ...second } },
          },
        ],
      },
    },
  });
  await db.envelope.update({
    where: { id: envelopeId },
    data: {
      state: 'sealed',
      senderAddress: sender.actor.email,
      senderName,
      title: options.title ?? null,
      sealedAt,
      releaseAt: sealedAt,
      expiresAt,
      accessUntil: expiresAt,
      attachmentCount: 1,
      seal: Buffer.from(seal),
      sealSignature: await signSeal(seal, sealingKey.privateKey),
      sealingKeyId: sealingKey.fingerprint,
    },
  });
  await db.recipient.createMany({
    data: recipients.map((recipient) => ({
      ...recipient,
      envelopeId,
      notificationId: newMessageId(config.mail),
      deliveryState: 'released',
      releasedAt: sealedAt,
    })),
  });
  await fileSealed(db, { id: envelopeId });
  return {
    envelopeId,
    contentKey,
    body,
    parts,
    recipients: Object.fromEntries(
      recipients.map(({ id, reference, address }) => [address, { id, reference, address }]),
    ),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
