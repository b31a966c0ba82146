import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserActor } from '../../lib/access/actor';
import { createVaultHandler } from '../../lib/adapters/object-store/vault-http';
import { createVaultUrls } from '../../lib/adapters/object-store/vault-url';
import { endSessions } from '../../lib/auth/session-rows';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { discardDraft } from '../../lib/draft/discard-draft';
import { removePart } from '../../lib/draft/remove-part';
import { partKeysOf } from '../../lib/envelope-format/part-key';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { stillStands } from '../../lib/vault/still-stands';
import { filePart } from '../../lib/writing/describe-part';
import { writeSmallPart } from '../../lib/writing/write-small-part';
import { withTestDatabase } from '../support/database';
import { makeDraft, registerSegment, requestFor, storeLetter } from '../support/draft-world';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const made = withTestServices(database);

/** The vault's own face over the real store and rows. */
let origin = '';
let server: http.Server;
beforeAll(async () => {
  const { services } = made;
  const { signedPutSeconds: PUT, signedGetSeconds: GET } = services.config.limits;
  const urls = createVaultUrls(services.keys.derive('vault-url'), services.clock, { PUT, GET });
  const judge = (signed: Parameters<typeof stillStands>[1]) => stillStands(services, signed);
  server = http.createServer(createVaultHandler(services.objectStore, urls, judge, services.log));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address
});
afterAll(() => void server?.close());

const statusOf = async (request: { method: string; url: string }, body?: Uint8Array<ArrayBuffer>) => {
  const answer = await fetch(origin + request.url, { method: request.method, ...(body && { body }) });
  await answer.arrayBuffer();
  return answer.status;
};

async function people(services: Services) {
  const hospital = await addOrganisation(services, 'CHU');
  return {
    anne: await addPerson(services, hospital, 'anne'),
    paul: await addPerson(services, hospital, 'paul'),
  };
}

const takeRight = ({ db }: Services, { actor, mailboxId }: Person, untilAt = new Date(Date.now() - 1)) =>
  db.mailboxMember.update({
    where: { mailboxId_userId: { mailboxId, userId: actor.userId } },
    data: { untilAt, fromAt: new Date(0) },
  });
const endSession = ({ db }: Services, { userId }: UserActor) =>
  db.$transaction((tx) => endSessions(tx, { userId }, new Date()));
const close = ({ db }: Services, { userId }: UserActor) =>
  db.user.update({ where: { id: userId }, data: { closedAt: new Date() } });

describe('a signed PUT, at the moment it begins', () => {
  /** A draft with one segment that was registered, and its signed request. */
  async function registered(services: Services, anne: Person) {
    const draft = await makeDraft(services, anne);
    const written = await writeSmallPart(
      await partKeysOf(draft.contentKey),
      uuidv7(),
      new Uint8Array(randomBytes(500)),
    );
    const { stored, ciphertext } = written;
    const file = filePart(stored, { name: 'résultat.bin', mediaType: 'application/octet-stream' });
    const [{ sha256 = '', ciphertextBytes = 0 } = {}] = file.segments;
    const digest = { sha256, ciphertextBytes };
    const segment = { partId: file.id, kind: 'attachment' as const, index: 0, ...digest };
    const { envelopeId } = draft;
    const request = await registerSegment(services, anne.actor, { envelopeId, ...segment });
    return { draft, request, ciphertext, file };
  }
  type Made = Awaited<ReturnType<typeof registered>> & { services: Services; anne: Person };

  const endings: [string, (made: Made) => Promise<unknown>][] = [
    [
      'its draft was discarded',
      ({ services, anne, draft }) => discardDraft(services, anne.actor, draft.envelopeId),
    ],
    [
      'its part was taken out of the draft',
      ({ services, anne, draft, file }) =>
        removePart(services, anne.actor, { envelopeId: draft.envelopeId, partId: file.id }),
    ],
    ['the session that asked for it was ended', ({ services, anne }) => endSession(services, anne.actor)],
    ['the account was closed', ({ services, anne }) => close(services, anne.actor)],
    ['the right in the mailbox has ended', ({ services, anne }) => takeRight(services, anne)],
  ];

  it('stores what it was signed for, and again', async () => {
    const { services } = made;
    const { anne } = await people(services);
    const { request, ciphertext } = await registered(services, anne);
    expect(await statusOf(request, ciphertext)).toBe(200);
    expect(await statusOf(request, ciphertext)).toBe(200);
  });

  it.each(endings)('is refused once %s, and leaves nothing', async (_, end) => {
    const { services } = made;
    const { anne } = await people(services);
    const one = await registered(services, anne);
    await end({ ...one, services, anne });
    const sha256 = /[0-9a-f]{64}/.exec(one.request.url)?.[0] ?? '';
    expect(await statusOf(one.request, one.ciphertext)).toBe(403);
    expect((await services.objectStore.list({ partId: one.file.id })).has(sha256)).toBe(false);
  });

  it('is refused once its draft was sealed, with what it was signed for', async () => {
    const { services } = made;
    const { anne } = await people(services);
    const { draft, request, ciphertext, file } = await registered(services, anne);
    expect(await statusOf(request, ciphertext)).toBe(200);
    const parts = await storeLetter(services, draft);
    const guest = { address: 'guest@elsewhere.example', kind: 'to' as const };
    const { envelopeId } = draft;
    const asked = await requestFor(draft, [...parts, file], [guest]);
    await sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request: asked });
    expect(await statusOf(request, ciphertext)).toBe(403);
  });
});

describe('a signed GET, at the moment it begins', () => {
  async function opened(services: Services) {
    const { anne, paul } = await people(services);
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const parts = await storeLetter(services, draft, [randomBytes(1_000)]);
    const request = await requestFor(draft, parts, [{ address: paul.actor.email, kind: 'to' }]);
    await sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request });
    const { id, reference } = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
    const received = await openEnvelope(services, { actor: paul.actor, client: testClient, reference });
    const sent = await openSentEnvelope(services, { actor: anne.actor, client: testClient, envelopeId });
    const [get] = Object.values(received.objects);
    const [own] = Object.values(sent.objects);
    if (!get || !own) throw new Error('nothing to fetch');
    expect([await statusOf(get), await statusOf(own)]).toEqual([200, 200]);
    return { services, anne, paul, recipientId: id, reference, get, own };
  }
  type Opened = Awaited<ReturnType<typeof opened>>;

  const endings: [string, (made: Opened) => Promise<unknown>][] = [
    [
      'she who proved the address said "not for me"',
      ({ services, paul, reference }) =>
        reportWrongRecipient(services, { actor: paul.actor, client: testClient, reference }),
    ],
    [
      'the sender withdrew it',
      ({ services, recipientId: id }) =>
        services.db.recipient.update({
          where: { id },
          data: { withdrawnAt: new Date(), deliveryState: 'withdrawn' },
        }),
    ],
    ['the session that asked for it was ended', ({ services, paul }) => endSession(services, paul.actor)],
    ['the account was closed', ({ services, paul }) => close(services, paul.actor)],
    ['the right in the mailbox has ended', ({ services, paul }) => takeRight(services, paul)],
    [
      'the reader has become an auditor',
      ({ services, paul }) =>
        services.db.user.update({ where: { id: paul.actor.userId }, data: { role: 'auditor' } }),
    ],
  ];

  it.each(endings)('is refused once %s, and the sender’s own goes on', async (_, end) => {
    const one = await opened(made.services);
    await end(one);
    expect(await statusOf(one.get)).toBe(403);
    expect(await statusOf({ ...one.get, method: 'HEAD' })).toBe(403);
    expect(await statusOf(one.own)).toBe(200);
  });

  it('is refused of the sender’s own once the right in the sending mailbox has ended, and the reader’s goes on', async () => {
    const one = await opened(made.services);
    await takeRight(one.services, one.anne);
    expect([await statusOf(one.own), await statusOf(one.get)]).toEqual([403, 200]);
  });

  it('is refused where what it was signed for is changed for something that stands', async () => {
    const one = await opened(made.services);
    const own = /&f=([^&]+)/.exec(one.own.url)?.[1] ?? '';
    const forged = one.get.url.replace(/&f=[^&]+/, `&f=${own}`);
    expect(await statusOf({ ...one.get, url: forged })).toBe(403);
  });
});
