import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { discardDraft } from '../../lib/draft/discard-draft';
import { registerSegments } from '../../lib/draft/register-segments';
import { removePart } from '../../lib/draft/remove-part';
import { saveDraft } from '../../lib/draft/save-draft';
import { segmentCiphertextBytes } from '../../lib/envelope-format/segment-layout';
import { sweepVault } from '../../lib/retention/sweep-vault';
import { withTestDatabase } from '../support/database';
import { encryptedSegment, makeDraft, once, registerSegment, storePart } from '../support/draft-world';
import { makeFirstDraft, storeFirstPart } from '../support/first-format';
import { sealWorld } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);
const { twoPeople } = sealWorld(under);
const notFound = { code: 'not-found' };
const conflict = { code: 'conflict' };

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('registering a segment', () => {
  const sizeOf = (plaintext: number) => segmentCiphertextBytes(plaintext);
  const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

  it('gives a request for exactly these bytes', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { digest } = await encryptedSegment(randomBytes(10));
    const partId = uuidv7();
    const signed = await registerSegment(services, anne.actor, {
      envelopeId: draft.envelopeId,
      partId,
      kind: 'attachment',
      index: 0,
      ...digest,
    });
    expect(signed.method).toBe('PUT');
    expect(signed.url).toContain(`/${partId}/${digest.sha256}?`);
    expect(signed.url).toContain(`&b=${digest.ciphertextBytes}&`);
  });

  it('refuses sizes no segment has, a second segment of body or manifest, and a change of kind', async () => {
    const { services, anne } = await twoPeople();
    const { envelopeId } = await makeDraft(services, anne);
    const partId = uuidv7();
    const register = (change: object) =>
      registerSegment(services, anne.actor, {
        envelopeId,
        partId,
        kind: 'attachment',
        index: 0,
        sha256: digestOf('a'),
        ciphertextBytes: sizeOf(10),
        ...change,
      });
    for (const ciphertextBytes of [1, sizeOf(0) - 1, sizeOf(8_388_608) + 1]) {
      await expect(register({ ciphertextBytes })).rejects.toMatchObject({ code: 'bad-request' });
    }
    await expect(register({ kind: 'body', index: 1 })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(register({ kind: 'manifest', index: 1 })).rejects.toMatchObject({ code: 'bad-request' });
    await register({});
    await expect(register({ kind: 'body' })).rejects.toMatchObject(conflict);
  });

  it('refuses a part’s id that stands in another envelope, the own ones included', async () => {
    const { services, anne, bob } = await twoPeople();
    const first = await makeDraft(services, anne);
    const part = await storePart(services, first, 'attachment');
    for (const author of [anne, bob]) {
      const { envelopeId } = await makeDraft(services, author);
      const segment = {
        partId: part.id,
        kind: 'attachment' as const,
        index: 0,
        sha256: digestOf('b'),
        ciphertextBytes: sizeOf(5),
      };
      await expect(registerSegment(services, author.actor, { envelopeId, ...segment })).rejects.toMatchObject(
        conflict,
      );
    }
    const [kept] = await services.db.segment.findMany({ where: { partId: part.id } });
    expect(kept?.sha256).toBe(part.segments[0]?.sha256);
  });

  it('replaces what the same index had, and the sweep takes the old bytes', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const part = await storePart(services, draft, 'attachment');
    const { ciphertext, digest } = await encryptedSegment(randomBytes(20));
    await registerSegment(services, anne.actor, {
      envelopeId,
      partId: part.id,
      kind: 'attachment',
      index: 0,
      ...digest,
    });
    await services.objectStore.put(
      { partId: part.id, sha256: digest.sha256 },
      ciphertext.length,
      once(ciphertext),
    );
    await sweepVault(services, { envelopeId });
    expect([...(await services.objectStore.list({ partId: part.id })).keys()]).toEqual([digest.sha256]);
  });

  it('keeps one body and one manifest: a new one takes the place of the former', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeFirstDraft(services, anne); // whose manifest is a part
    for (const kind of ['body', 'manifest', 'body', 'manifest'] as const)
      await storeFirstPart(services, draft, kind, randomBytes(100));
    const uses = await services.db.partUse.findMany({ where: { envelopeId: draft.envelopeId } });
    expect(uses.map(({ kind }) => kind).sort()).toEqual(['body', 'manifest']);
  });

  it('keeps to the limit when many segments are registered at once', async () => {
    const { services, anne } = await twoPeople();
    const { envelopeId } = await makeDraft(services, anne);
    const race = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        registerSegment(services, anne.actor, {
          envelopeId,
          partId: uuidv7(),
          kind: 'attachment',
          index: 0,
          sha256: digestOf(`segment ${index}`),
          ciphertextBytes: sizeOf(8_388_608),
        }),
      ),
    );
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(12);
    for (const result of race) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'attachments-too-large' });
    }
  });

  it('registers several at once, of several parts, and gives their requests in the same order', async () => {
    const { services, anne } = await twoPeople();
    const { envelopeId } = await makeDraft(services, anne);
    const [file, other] = [uuidv7(), uuidv7()];
    const place = (partId: string, index: number, text: string) => ({
      partId,
      kind: 'attachment' as const,
      index,
      sha256: digestOf(text),
      ciphertextBytes: sizeOf(10),
    });
    const first = [place(file, 1, 'one'), place(file, 0, 'zero'), place(other, 0, 'other')];
    const requests = await registerSegments(services, anne.actor, { envelopeId, segments: first });
    expect(requests.map(({ url }) => first.findIndex(({ sha256 }) => url.includes(sha256)))).toEqual([
      0, 1, 2,
    ]);
    const again = [place(file, 0, 'zero'), place(file, 1, 'another one'), place(file, 2, 'two')];
    await registerSegments(services, anne.actor, { envelopeId, segments: again });
    const registered = await services.db.segment.findMany({
      where: { partId: file },
      orderBy: { index: 'asc' },
    });
    expect(registered.map(({ sha256 }) => sha256)).toEqual(['zero', 'another one', 'two'].map(digestOf));
  });

  it('registers all of a request or none', async () => {
    const { services, anne, bob } = await twoPeople();
    const { envelopeId } = await makeDraft(services, anne);
    const taken = await storePart(services, await makeDraft(services, bob), 'attachment');
    const good = {
      partId: uuidv7(),
      kind: 'attachment' as const,
      index: 0,
      sha256: digestOf('good'),
      ciphertextBytes: sizeOf(8_388_608),
    };
    const bad = [
      [{ ...good, partId: taken.id }, conflict],
      [{ ...good, index: 1, ciphertextBytes: 1 }, { code: 'bad-request' }],
      [{ ...good, sha256: digestOf('twice in one place') }, { code: 'bad-request' }],
      [{ ...good, index: 1, kind: 'body' as const }, { code: 'bad-request' }],
    ] as const;
    for (const [segment, refusal] of bad) {
      const both = { envelopeId, segments: [good, segment] };
      await expect(registerSegments(services, anne.actor, both)).rejects.toMatchObject(refusal);
    }
    const tooMany = Array.from({ length: 13 }, (_, index) => ({ ...good, index }));
    await expect(
      registerSegments(services, anne.actor, { envelopeId, segments: tooMany }),
    ).rejects.toMatchObject({ code: 'attachments-too-large' });
    expect(await services.db.partUse.count({ where: { envelopeId } })).toBe(0);
    const bodies = [uuidv7(), uuidv7()].map((partId) => ({
      ...good,
      partId,
      kind: 'body' as const,
      ciphertextBytes: sizeOf(10),
    }));
    await expect(
      registerSegments(services, anne.actor, { envelopeId, segments: bodies }),
    ).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('is for the author only', async () => {
    const { services, anne, bob } = await twoPeople();
    const { envelopeId } = await makeDraft(services, anne);
    const segment = {
      partId: uuidv7(),
      kind: 'attachment' as const,
      index: 0,
      sha256: digestOf('c'),
      ciphertextBytes: sizeOf(5),
    };
    await expect(registerSegment(services, bob.actor, { envelopeId, ...segment })).rejects.toMatchObject(
      notFound,
    );
    await expect(
      removePart(services, bob.actor, { envelopeId, partId: segment.partId }),
    ).rejects.toMatchObject(notFound);
    await expect(discardDraft(services, bob.actor, envelopeId)).rejects.toMatchObject(notFound);
    await expect(
      saveDraft(services, bob.actor, {
        envelopeId,
        mailboxId: bob.mailboxId,
        revision: 0,
        ciphertext: base64('x'),
      }),
    ).rejects.toMatchObject(notFound);
  });
});
