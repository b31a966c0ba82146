import { createHash, randomBytes } from 'node:crypto';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import * as correspondents from '../../app/api/correspondents/route';
import * as content from '../../app/api/drafts/[id]/content/route';
import * as draft from '../../app/api/drafts/[id]/route';
import * as seal from '../../app/api/drafts/[id]/seal/route';
import * as segments from '../../app/api/drafts/[id]/segments/route';
import * as status from '../../app/api/envelopes/[id]/route';
import * as envelopes from '../../app/api/envelopes/route';
import * as mailboxes from '../../app/api/mailboxes/route';
import * as vaultKey from '../../app/api/vault-key/route';
import type { RegisterSegmentsAnswer, SealAnswer } from '../../lib/envelope/wire';
import { segmentCiphertextBytes } from '../../lib/envelope-format/segment-layout';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { once } from '../support/draft-world';
import { freshKeyPacket } from '../support/key-packet';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith } from '../support/sign-in';

const database = withTestDatabase();
const pli = withTestServices(database);
const anne = new BrowserPerson();
let account: TestUser;
let keyPacket: string;

beforeAll(async () => {
  account = await makeUser(
    database.db,
    await makeOrganisation(database.db, 'chu.example'),
    'anne@chu.example',
  );
  await signInWith(anne, account);
  ({ keyPacket } = await freshKeyPacket(pli.services.keys.vault.publicKey));
});

const params = (id: string) => ({ params: { id } });
const creation = () => ({ mailboxId: account.mailboxId, keyPacket });
const problemOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
];

async function newDraft(): Promise<string> {
  const id = uuidv7();
  const made = await anne.call(draft, 'PUT', `/api/drafts/${id}`, { ...params(id), json: creation() });
  expect(made.status).toBe(204);
  return id;
}

describe('sending over the API', () => {
  test('leads from the key to a sealed envelope that stands in the list and has a status', async () => {
    const key = (await (await anne.call(vaultKey, 'GET', '/api/vault-key')).json()) as { publicKey: string };
    expect(key.publicKey).toContain('BEGIN PGP PUBLIC KEY BLOCK');
    const own = (await (await anne.call(mailboxes, 'GET', '/api/mailboxes')).json()) as object;
    expect(own).toMatchObject({ mailboxes: [{ id: account.mailboxId, addresses: [account.email] }] });

    const id = await newDraft();
    const parts = [];
    for (const kind of ['manifest', 'body', 'attachment'] as const) {
      const bytes = randomBytes(segmentCiphertextBytes(100));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const partId = uuidv7();
      const json = { partId, kind, index: 0, sha256, ciphertextBytes: bytes.length };
      const registered = await anne.call(segments, 'POST', `/api/drafts/${id}/segments`, {
        ...params(id),
        json: { segments: [json] },
      });
      const { requests } = (await registered.json()) as RegisterSegmentsAnswer;
      const [signed] = requests;
      expect(signed).toMatchObject({ method: 'PUT', url: expect.stringContaining(sha256) });
      await pli.services.objectStore.put({ envelopeId: id, sha256 }, bytes.length, once(bytes));
      parts.push({ id: partId, kind, segments: 1 });
    }
    const request = {
      mailboxId: account.mailboxId,
      fromAddress: account.email,
      recipients: [{ address: 'paul@cabinet.example', kind: 'to', name: 'Dr Paul Béraud' }],
      title: 'Courrier',
      parts,
    };
    const sealOnce = () =>
      anne.call(seal, 'POST', `/api/drafts/${id}/seal`, { ...params(id), json: request });
    const answer = (await (await sealOnce()).json()) as SealAnswer;
    expect(answer).toMatchObject({ envelopeId: id, recipients: 1 });
    expect(await (await sealOnce()).json()).toEqual(answer);

    const sent = await anne.call(envelopes, 'GET', '/api/envelopes?box=sent');
    expect(await sent.json()).toMatchObject({
      items: [{ envelopeId: id, title: 'Courrier', attachmentBytes: 100 }],
    });
    const seen = await anne.call(status, 'GET', `/api/envelopes/${id}`, params(id));
    expect(await seen.json()).toMatchObject({
      recipients: [{ address: 'paul@cabinet.example', notification: 'pending' }],
    });
    const json = { mailbox: account.mailboxId, q: 'ber' };
    const found = await anne.call(correspondents, 'POST', '/api/correspondents', { json });
    expect(await found.json()).toEqual({
      correspondents: [
        { address: 'paul@cabinet.example', name: 'Dr Paul Béraud', source: 'known', mark: 'outside' },
      ],
    });
  });

  test('takes only the id a browser makes: a UUIDv7 in lower case', async () => {
    for (const id of [uuidv7().toUpperCase(), uuidv4(), 'x', '../x', `${uuidv7()} `]) {
      const made = await anne.call(draft, 'PUT', '/api/drafts/x', { ...params(id), json: creation() });
      expect([id, ...(await problemOf(made))]).toEqual([id, 404, 'not-found']);
    }
  });

  test('refuses fields it does not know, and says which kind of failure it was', async () => {
    const id = await newDraft();
    const extra = { ...creation(), state: 'sealed' };
    const unwrappable = await anne.call(draft, 'PUT', `/api/drafts/${id}`, {
      ...params(id),
      json: { ...creation(), keyPacket: 'AAAA' },
    });
    expect(await problemOf(unwrappable)).toEqual([400, 'bad-request']);
    const again = await anne.call(draft, 'PUT', `/api/drafts/${id}`, { ...params(id), json: extra });
    expect(await problemOf(again)).toEqual([400, 'bad-request']);
    const stale = { revision: 3, mailboxId: account.mailboxId, ciphertext: 'AAAA' };
    const saved = await anne.call(content, 'PUT', `/api/drafts/${id}/content`, {
      ...params(id),
      json: stale,
    });
    expect(await problemOf(saved)).toEqual([409, 'draft-stale']);
    const page = await anne.call(envelopes, 'GET', '/api/envelopes?box=outbox');
    expect((await problemOf(page))[0]).toBe(400);
  });

  test('says how many bytes there would be and how many there may be, before a byte travels', async () => {
    const id = await newDraft();
    const register = (index: number, plaintext: number) =>
      anne.call(segments, 'POST', `/api/drafts/${id}/segments`, {
        ...params(id),
        json: {
          segments: [
            {
              partId: '019ab000-0000-7000-8000-000000000001',
              kind: 'attachment',
              index,
              sha256: createHash('sha256').update(`${index}`).digest('hex'),
              ciphertextBytes: segmentCiphertextBytes(plaintext),
            },
          ],
        },
      });
    for (let index = 0; index < 12; index++) expect((await register(index, 8_388_608)).status).toBe(200);
    expect((await register(12, 4_194_304)).status).toBe(200);
    const over = await register(12, 4_194_305);
    expect(over.status).toBe(413);
    expect(await over.json()).toMatchObject({
      code: 'attachments-too-large',
      values: { bytes: 104_857_601, bytesMax: 104_857_600 },
    });
  });
});
