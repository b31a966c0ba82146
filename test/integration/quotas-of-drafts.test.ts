import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { discardDraft } from '../../lib/draft/discard-draft';
import { saveDraft } from '../../lib/draft/save-draft';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { withTestDatabase } from '../support/database';
import { makeDraft, storePart, type TestDraft } from '../support/draft-world';
import { writeFirstLetter } from '../support/first-format';
import { quotaWorld, storedMebibyte } from '../support/quota-world';
import { retentionWorld } from '../support/retention-world';
import { sealWorld, to } from '../support/seal-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { writeLetter } from '../support/written-letter';

const under = withTestServices(withTestDatabase());
const { world } = sealWorld(under);
const { withBytesMax, expectCounted } = quotaWorld(under);
const retention = retentionWorld(under);
const block = 65_536;
const nothing = { member: 0, organisation: 0 };

/** Saves a text of so many bytes, from one of the author's mailboxes. */
function saveText(
  services: Services,
  { author, envelopeId }: Pick<TestDraft, 'author' | 'envelopeId'>,
  { bytes, revision, mailboxId = author.mailboxId }: { bytes: number; revision: number; mailboxId?: string },
) {
  const ciphertext = randomBytes(bytes).toString('base64');
  return saveDraft(services, author.actor, { envelopeId, revision, mailboxId, ciphertext });
}

/** Anne of the hospital may send from Paul's mailbox, which is the practice's. */
async function twoHouses(): Promise<{ anne: Person; paul: Person }> {
  const { services, anne, paul } = await world();
  await services.db.mailboxMember.create({
    data: { mailboxId: paul.mailboxId, userId: anne.actor.userId, rights: ['read', 'send'] },
  });
  return { anne, paul };
}

describe('the text of a draft', () => {
  let anne: Person;
  beforeEach(async () => {
    ({ anne } = await world());
  });

  test('counts in whole blocks, until it is discarded', async () => {
    const draft = await makeDraft(under.services, anne);
    for (const [revision, [bytes, counted]] of [
      [1, block],
      [block, block],
      [block + 1, 2 * block],
      [1_500_000, 23 * block],
      [10, block],
    ].entries() as IterableIterator<[number, [number, number]]>) {
      await saveText(under.services, draft, { bytes, revision });
      expect(await expectCounted(anne)).toEqual({ member: counted, organisation: counted });
    }
    await discardDraft(under.services, anne.actor, draft.envelopeId);
    expect(await expectCounted(anne)).toEqual(nothing);
  });

  test('is refused where there is no room for it, the stored one stays, and a shorter one is still taken', async () => {
    const draft = await makeDraft(under.services, anne);
    await saveText(under.services, draft, { bytes: 2 * block, revision: 0 });
    const tight = withBytesMax({ member: block });
    const longer = saveText(tight, draft, { bytes: 3 * block, revision: 1 });
    await expect(longer).rejects.toMatchObject({
      code: 'quota-reached',
      detail: { whose: 'member', bytesMax: block, bytesUsed: 2 * block, bytesNeeded: block },
    });
    expect(await expectCounted(anne)).toMatchObject({ member: 2 * block });
    // a limit that was lowered keeps nobody from writing on, nor from writing less
    await saveText(tight, draft, { bytes: 2 * block - 1, revision: 1 });
    await saveText(tight, draft, { bytes: 10, revision: 2 });
    expect(await expectCounted(anne)).toMatchObject({ member: block });
  });

  test('is counted no more once it is sealed; the manifest is, until the letter is destroyed', async () => {
    const { services } = under;
    const { envelopeId, request } = await writeLetter(services, anne, to('guest@elsewhere.example'), {
      expiresInDays: 1,
    });
    const carried = request.carried ?? [];
    // room for its text, and none for the manifest
    const member = carried.reduce((sum, { bytes }) => sum + Buffer.from(bytes, 'base64').length, 0);
    const tight = withBytesMax({ member });
    const seal = (given: Services) =>
      sealEnvelope(given, anne.actor, { envelopeId, client: testClient, request });
    await expect(seal(tight)).rejects.toMatchObject({ code: 'quota-reached', detail: { whose: 'member' } });
    expect(await expectCounted(anne)).toEqual(nothing);
    await seal(services);
    const { manifestBytes } = await services.db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
    const uses = await services.db.partUse.aggregate({ where: { envelopeId }, _sum: { bytes: true } });
    expect(Number(uses._sum.bytes)).toBe(member);
    expect(await expectCounted(anne)).toMatchObject({ member: member + Number(manifestBytes) });
    expect(manifestBytes).toBeGreaterThan(100);
    await retention.end(retention.daysLater(40), envelopeId);
    expect(await retention.destructions(envelopeId)).toBe(1);
    expect(await expectCounted(anne)).toEqual(nothing);
  });
});

describe('a draft that moves to another organisation’s mailbox', () => {
  test('is judged by that organisation’s limit, with all its files, and stays where it is', async () => {
    const { anne, paul } = await twoHouses();
    const draft = await makeDraft(under.services, anne);
    await storePart(under.services, draft, 'attachment', randomBytes(1_048_576));
    await saveText(under.services, draft, { bytes: 10, revision: 0 });
    await under.services.db.organisation.update({
      where: { id: paul.actor.organisationId },
      data: { storedBytesMax: storedMebibyte },
    });
    const move = () => saveText(under.services, draft, { bytes: 10, revision: 1, mailboxId: paul.mailboxId });
    const needed = storedMebibyte + block;
    await expect(move()).rejects.toMatchObject({
      code: 'quota-reached',
      detail: { whose: 'organisation', bytesMax: storedMebibyte, bytesUsed: 0, bytesNeeded: needed },
    });
    expect(await expectCounted(anne)).toEqual({ member: needed, organisation: needed });
    await under.services.db.organisation.update({
      where: { id: paul.actor.organisationId },
      data: { storedBytesMax: needed },
    });
    await move();
    expect(await expectCounted(anne)).toEqual({ member: needed, organisation: 0 });
    expect(await expectCounted(paul)).toEqual({ member: 0, organisation: needed });
  });

  test.each([1, 2])('also when the request for its seal moves it, in version %i', async (version) => {
    const { services } = under;
    const { anne, paul } = await twoHouses();
    const fromPaul = { mailboxId: paul.mailboxId, fromAddress: paul.actor.email };
    const guest = 'guest@elsewhere.example';
    const file = randomBytes(100);
    const written =
      version === 2
        ? await writeLetter(services, anne, to(guest), fromPaul)
        : await writeFirstLetter(services, anne, [guest], { html: '<p>Bonjour</p>', file });
    const { envelopeId } = written;
    // the draft itself lies in Anne's own mailbox
    const { draft } = written.request;
    const request = {
      ...written.request,
      ...fromPaul,
      ...(draft && { draft: { ...draft, mailboxId: anne.mailboxId } }),
    };
    await services.db.organisation.update({
      where: { id: paul.actor.organisationId },
      data: { storedBytesMax: 100 },
    });
    const seal = () => sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request });
    await expect(seal()).rejects.toMatchObject({
      code: 'quota-reached',
      detail: { whose: 'organisation', bytesMax: 100, bytesUsed: 0 },
    });
    expect(await expectCounted(paul)).toEqual(nothing);
    await services.db.organisation.update({
      where: { id: paul.actor.organisationId },
      data: { storedBytesMax: null },
    });
    await seal();
    expect((await expectCounted(paul)).organisation).toBeGreaterThan(100);
    expect((await expectCounted(anne)).organisation).toBe(0);
  });

  test('by a member is judged by her own organisation’s limit for members, wherever she writes from', async () => {
    const { anne, paul } = await twoHouses();
    await under.services.db.organisation.update({
      where: { id: paul.actor.organisationId },
      data: { memberBytesMax: 1 },
    });
    const draft = await makeDraft(under.services, anne);
    await saveText(under.services, draft, { bytes: 10, revision: 0, mailboxId: paul.mailboxId });
    await under.services.db.organisation.update({
      where: { id: anne.actor.organisationId },
      data: { memberBytesMax: block },
    });
    const longer = saveText(under.services, draft, {
      bytes: 2 * block,
      revision: 1,
      mailboxId: paul.mailboxId,
    });
    await expect(longer).rejects.toMatchObject({ detail: { whose: 'member', bytesMax: block } });
  });
});
