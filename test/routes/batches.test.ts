import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import * as batches from '../../app/api/batches/route';
import * as seal from '../../app/api/drafts/[id]/seal/route';
import * as vaultKey from '../../app/api/vault-key/route';
import type { SealBatchAnswer, SealRequest } from '../../lib/envelope/wire';
import { writeSmallLetter } from '../../lib/writing/small-letter';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith } from '../support/sign-in';

const database = withTestDatabase();
withTestServices(database);
const anne = new BrowserPerson();
const bob = new BrowserPerson();
let accounts: [TestUser, TestUser];
let vaultPublicKey: string;

beforeAll(async () => {
  const organisation = await makeOrganisation(database.db, 'chu.example');
  const [one, two] = [
    await makeUser(database.db, organisation, 'anne@chu.example'),
    await makeUser(database.db, organisation, 'bob@chu.example'),
  ];
  accounts = [one, two];
  await signInWith(anne, one);
  await signInWith(bob, two);
  const answer = await anne.call(vaultKey, 'GET', '/api/vault-key');
  vaultPublicKey = ((await answer.json()) as { publicKey: string }).publicKey;
});

async function write(author: TestUser, address: string): Promise<SealRequest & { id: string }> {
  const id = uuidv7();
  const letter = {
    envelopeId: id,
    mailboxId: author.mailboxId ?? '',
    fromAddress: author.email,
    recipients: [{ address, kind: 'to' as const }],
    title: 'Résultat',
    titleShown: true,
  };
  const { request } = await writeSmallLetter(vaultPublicKey, letter, { html: '<p>x</p>', files: [] });
  return { id, ...request };
}

const call = (who: BrowserPerson, letters: unknown[]) =>
  who.call(batches, 'POST', '/api/batches', { json: { letters } });

describe('many letters in one request', () => {
  test('are sealed under one signature, each is sealed or refused by itself, and asking again answers the same', async () => {
    const letters = [
      await write(accounts[0], 'paul@cabinet.example'),
      await write(accounts[0], 'nobody'),
      await write(accounts[0], 'lea@cabinet.example'),
    ];
    const answer = (await (await call(anne, letters)).json()) as SealBatchAnswer;
    const [first, wrong, last] = letters.map(({ id }) => id);
    expect(answer).toMatchObject({
      letters: [
        { id: first, sealed: { envelopeId: first, recipients: 1 }, refused: null },
        { id: wrong, sealed: null, refused: { code: 'address-invalid' } },
        { id: last, sealed: { envelopeId: last }, refused: null },
      ],
    });
    expect(answer.letters[1]?.refused?.title).toMatch(/adresse/);
    const rows = await database.db.envelope.findMany({ where: { state: 'sealed' } });
    expect(rows.map(({ id }) => id).sort()).toEqual([first, last].sort());
    expect(new Set(rows.map(({ sealSignature }) => sealSignature)).size).toBe(1);
    expect(await (await call(anne, letters)).json()).toEqual(answer);
    const alone = letters[0];
    const { id = '', ...request } = alone ?? {};
    const single = await anne.call(seal, 'POST', `/api/drafts/${id}/seal`, { params: { id }, json: request });
    expect(await single.json()).toEqual(answer.letters[0]?.sealed);
  });

  test('seal no draft of somebody else, and say no more of it than of one that is not there', async () => {
    const hers = await write(accounts[0], 'paul@cabinet.example');
    await anne.call(seal, 'POST', `/api/drafts/${hers.id}/seal`, {
      params: { id: hers.id },
      json: { ...hers, id: undefined, recipients: [{ address: 'nobody', kind: 'to' }] },
    });
    const asHis = await write(accounts[1], 'paul@cabinet.example');
    const { draft: _, carried: __, ...later } = asHis;
    const answer = await call(bob, [
      { ...later, id: hers.id },
      { ...later, id: uuidv7() },
    ]);
    const { letters } = (await answer.json()) as SealBatchAnswer;
    expect(letters.map(({ refused }) => refused?.code)).toEqual(['not-found', 'not-found']);
    expect(letters[0]?.refused).toEqual(letters[1]?.refused);
    expect(await database.db.envelope.findUnique({ where: { id: hers.id } })).toMatchObject({
      state: 'draft',
    });
  });

  test('are refused as a whole where one id stands there twice, or there is none', async () => {
    const one = await write(accounts[0], 'paul@cabinet.example');
    for (const letters of [[one, one], []]) expect((await call(anne, letters)).status).toBe(400);
    expect(await database.db.envelope.count({ where: { id: one.id } })).toBe(0);
  });
});
