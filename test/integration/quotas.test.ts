import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDraft } from '../../lib/draft/create-draft';
import { discardDraft } from '../../lib/draft/discard-draft';
import { nameParts } from '../../lib/draft/name-parts';
import { removePart } from '../../lib/draft/remove-part';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import { registerInDraft } from '../../lib/parts/register-in-draft';
import { foldChanges } from '../../lib/quota/fold-changes';
import { discardAbandoned } from '../../lib/retention/discard-abandoned';
import { sweepVault } from '../../lib/retention/sweep-vault';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { draftRequestOf } from '../../lib/writing/draft-request';
import { newLetterKeys } from '../../lib/writing/new-letter';
import { withTestDatabase } from '../support/database';
import { makeDraft, registerSegment, requestFor, storeLetter, storePart } from '../support/draft-world';
import { guestMailbox } from '../support/mailboxes';
import { storedMebibyte as mebibyte, quotaWorld } from '../support/quota-world';
import { retentionWorld } from '../support/retention-world';
import { sealWorld, to } from '../support/seal-world';
import { addGuest, type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { writeLetter } from '../support/written-letter';

const database = withTestDatabase();
const under = withTestServices(database);
const { twoPeople, seal } = sealWorld(under);
const retention = retentionWorld(under);
const { within, withBytesMax, expectCounted } = quotaWorld(under);

/** Registers a file of one mebibyte, whose bytes never come. */
function addFile(services: Services, author: Person, envelopeId: string, partId = uuidv7()) {
  const sha256 = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex');
  const segment = { partId, kind: 'attachment' as const, index: 0, sha256, ciphertextBytes: mebibyte };
  return registerSegment(services, author.actor, { envelopeId, ...segment });
}

const codesOf = async (work: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(work)).flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));

describe('a limit of stored bytes', () => {
  let anne: Person;
  let bob: Person;
  beforeEach(async () => {
    ({ anne, bob } = await twoPeople());
  });

  test('refuses a member’s file before a byte of it travels, says the numbers, and leaves nothing of it', async () => {
    const services = within({ member: 2 });
    const { envelopeId } = await makeDraft(services, anne);
    await addFile(services, anne, envelopeId);
    await addFile(services, anne, envelopeId);
    const other = await makeDraft(services, anne);
    await expect(addFile(services, anne, other.envelopeId)).rejects.toMatchObject({
      code: 'quota-reached',
      detail: {
        whose: 'member',
        bytesMax: 2 * mebibyte,
        bytesUsed: 2 * mebibyte,
        bytesNeeded: mebibyte,
      },
    });
    expect(await database.db.partUse.count({ where: { envelopeId: other.envelopeId } })).toBe(0);
    expect(await expectCounted(anne)).toMatchObject({ member: 2 * mebibyte });
    // another's room is another's
    const bobs = await makeDraft(services, bob);
    await addFile(services, bob, bobs.envelopeId);
  });

  test('is one for all members of an organisation together', async () => {
    const services = within({ organisation: 2 });
    for (const author of [anne, bob]) {
      const { envelopeId } = await makeDraft(services, author);
      await addFile(services, author, envelopeId);
    }
    const { envelopeId } = await makeDraft(services, bob);
    await expect(addFile(services, bob, envelopeId)).rejects.toMatchObject({
      code: 'quota-reached',
      detail: { whose: 'organisation', bytesMax: 2 * mebibyte },
    });
  });

  test('is what the organisation set, and never more than the settings allow', async () => {
    const services = within({ organisation: 2 });
    const set = (data: { storedBytesMax?: number; memberBytesMax?: number }) =>
      database.db.organisation.update({ where: { id: anne.actor.organisationId }, data });
    const { envelopeId } = await makeDraft(services, anne);
    await set({ memberBytesMax: mebibyte });
    await addFile(services, anne, envelopeId);
    expect(await codesOf([addFile(services, anne, envelopeId)])).toEqual(['quota-reached']);
    await set({ memberBytesMax: 100 * mebibyte, storedBytesMax: 100 * mebibyte });
    await addFile(services, anne, envelopeId);
    expect(await codesOf([addFile(services, anne, envelopeId)])).toEqual(['quota-reached']);
  });

  test('holds for a guest who writes, whom no organisation counts', async () => {
    const services = within({ guest: 1 });
    const guest = await addGuest(services, `guest@${uuidv7()}.example`);
    const id = uuidv7();
    const mailboxId = await guestMailbox(services.db, guest.address);
    const author = { authorKind: 'guest', authorId: guest.guestId, origin: 'browser' };
    await services.db.envelope.create({ data: { id, mailboxId, ...author } });
    const register = () =>
      services.db.$transaction((tx) =>
        registerInDraft(
          services,
          tx,
          { id, format: 2, authorKind: author.authorKind },
          [
            {
              partId: uuidv7(),
              kind: 'attachment',
              index: 0,
              sha256: 'a'.repeat(64),
              ciphertextBytes: mebibyte,
            },
          ],
          { signed: true },
        ),
      );
    await register();
    await expect(register()).rejects.toMatchObject({ code: 'quota-reached', detail: { whose: 'guest' } });
  });

  test('two uploads at once do not pass it together, 20 times', async () => {
    const services = within({ organisation: 1 });
    for (let race = 0; race < 20; race += 1) {
      const people = await twoPeople();
      const both = [people.anne, people.bob];
      const drafts = await Promise.all(both.map((author) => makeDraft(services, author)));
      const codes = await codesOf(
        drafts.map(({ envelopeId, author }) => addFile(services, author, envelopeId)),
      );
      expect(codes).toEqual(['quota-reached']);
      expect((await expectCounted(people.anne)).organisation).toBe(mebibyte);
    }
  });

  test('the same segment again counts once, and another of its place counts the difference', async () => {
    const services = within({ member: 1 });
    const { envelopeId } = await makeDraft(services, anne);
    const partId = uuidv7();
    await addFile(services, anne, envelopeId, partId);
    await addFile(services, anne, envelopeId, partId);
    expect(await expectCounted(anne)).toMatchObject({ member: mebibyte });
  });
});

describe('what an owner stores', () => {
  test('is freed by what takes a part out, discards or forgets a draft, leaves a file out of the seal', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const parts = await storeLetter(services, draft, [Buffer.from('un'), Buffer.from('deux')]);
    const left = await storePart(services, draft, 'attachment');
    const before = await expectCounted(anne);
    await removePart(services, anne.actor, { envelopeId: draft.envelopeId, partId: left.id });
    expect((await expectCounted(anne)).member).toBeLessThan(before.member);
    await seal(draft, await requestFor(draft, parts.slice(0, -1), to('guest@elsewhere.example')));
    const sealed = await expectCounted(anne);
    for (const go of [
      (id: string) => discardDraft(services, anne.actor, id),
      async (id: string) => {
        await database.db.envelope.update({ where: { id }, data: { updatedAt: new Date(0) } });
        await discardAbandoned(services);
        await sweepVault(services, { envelopeId: id });
      },
    ]) {
      const { envelopeId } = await makeDraft(services, anne);
      await addFile(services, anne, envelopeId);
      expect((await expectCounted(anne)).member).toBe(sealed.member + mebibyte);
      await go(envelopeId);
      expect(await expectCounted(anne)).toEqual(sealed);
    }
  });

  test('is freed by destruction', async () => {
    const { anne } = await twoPeople();
    const { envelopeId } = await retention.letter(anne, 'guest@elsewhere.example');
    expect((await expectCounted(anne)).member).toBeGreaterThan(0);
    await retention.end(retention.daysLater(40), envelopeId);
    expect(await retention.destructions(envelopeId)).toBe(1);
    expect(await expectCounted(anne)).toEqual({ member: 0, organisation: 0 });
  });

  test('is counted for each draft and letter that names a part; one that has no room for it names nothing', async () => {
    const { services, anne } = await twoPeople();
    const letter = await writeLetter(services, anne, to('guest@elsewhere.example'), {
      files: [randomBytes(50_000)],
    });
    const { envelopeId, request } = letter;
    await sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request });
    const before = await expectCounted(anne);
    const id = uuidv7();
    const keys = await newLetterKeys(id, (await currentVaultKey(services)).publicKey);
    await createDraft(services, anne.actor, { envelopeId: id, ...draftRequestOf(anne.mailboxId, keys) });
    const name = (given: Services) =>
      nameParts(given, anne.actor, { envelopeId: id, from: { envelopeId }, parts: letter.parts.slice(1) });
    const tight = withBytesMax({ member: before.member + 100 });
    expect(await codesOf([name(tight)])).toEqual(['quota-reached']);
    expect(await expectCounted(anne)).toEqual(before);
    await name(services);
    expect((await expectCounted(anne)).member).toBeGreaterThan(before.member + 50_000);
  });

  test('is folded into the counter by the worker, and stays the same', async () => {
    const { services, anne } = await twoPeople();
    const { envelopeId } = await makeDraft(services, anne);
    await addFile(services, anne, envelopeId);
    await discardDraft(services, anne.actor, envelopeId);
    expect(await database.db.storedBytesChange.count()).toBeGreaterThan(0);
    await foldChanges(services);
    expect(await database.db.storedBytesChange.count()).toBe(0);
    expect(await expectCounted(anne)).toEqual({ member: 0, organisation: 0 });
  });
});
