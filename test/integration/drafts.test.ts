import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { createDraft } from '../../lib/envelope/create-draft';
import { discardDraft } from '../../lib/envelope/discard-draft';
import { openDraft } from '../../lib/envelope/open-draft';
import { registerSegments } from '../../lib/envelope/register-segments';
import { removePart } from '../../lib/envelope/remove-part';
import { saveDraft } from '../../lib/envelope/save-draft';
import { sealEnvelope } from '../../lib/envelope/seal-envelope';
import { sweepVault } from '../../lib/envelope/sweep-vault';
import { generateVaultKey } from '../../lib/envelope-format/generate-keys';
import { segmentCiphertextBytes } from '../../lib/envelope-format/segment-layout';
import { withTestDatabase } from '../support/database';
import {
  encryptedSegment,
  makeDraft,
  once,
  registerSegment,
  requestFor,
  storeLetter,
  storePart,
  testClient,
} from '../support/draft-world';
import { freshKeyPacket } from '../support/key-packet';
import { addOrganisation, addPerson, withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);
const notFound = { code: 'not-found' };
const conflict = { code: 'conflict' };

async function twoPeople() {
  const { services } = under;
  const hospital = await addOrganisation(services, 'Hôpital');
  return {
    services,
    hospital,
    anne: await addPerson(services, hospital, 'anne'),
    bob: await addPerson(services, hospital, 'bob'),
  };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a draft', () => {
  it('is made once under the browser’s id; a second key packet, and a foreign id or mailbox, are refused', async () => {
    const { services, anne, bob } = await twoPeople();
    const { envelopeId, keyPacket } = await makeDraft(services, anne);
    const again = { envelopeId, mailboxId: anne.mailboxId, keyPacket };
    const other = await freshKeyPacket(services.keys.vault.publicKey);
    await createDraft(services, anne.actor, again);
    await expect(
      createDraft(services, anne.actor, { ...again, keyPacket: other.keyPacket }),
    ).rejects.toMatchObject(conflict);
    await expect(
      createDraft(services, bob.actor, { ...again, mailboxId: bob.mailboxId }),
    ).rejects.toMatchObject(notFound);
    await expect(
      createDraft(services, anne.actor, { ...again, envelopeId: uuidv7(), mailboxId: bob.mailboxId }),
    ).rejects.toMatchObject(notFound);
    expect(await services.db.envelope.count({ where: { authorUserId: bob.actor.userId } })).toBe(0);
  });

  it('is not made under a key packet that the vault’s key does not unwrap: nobody could open what it seals', async () => {
    const { services, anne } = await twoPeople();
    const { keyPacket: ofAnotherVault } = await freshKeyPacket((await generateVaultKey()).publicKey);
    const { keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
    const cut = Buffer.from(keyPacket, 'base64').subarray(0, -1).toString('base64');
    for (const broken of [ofAnotherVault, cut, base64('a packet')]) {
      const request = { envelopeId: uuidv7(), mailboxId: anne.mailboxId, keyPacket: broken };
      await expect(createDraft(services, anne.actor, request)).rejects.toMatchObject({ code: 'bad-request' });
      expect(await services.db.envelope.count({ where: { id: request.envelopeId } })).toBe(0);
    }
  });

  it('is made once by twenty requests at once', async () => {
    const { services, anne } = await twoPeople();
    const { keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
    const request = { envelopeId: uuidv7(), mailboxId: anne.mailboxId, keyPacket };
    await Promise.all(Array.from({ length: 20 }, () => createDraft(services, anne.actor, request)));
    expect(await services.db.envelope.count({ where: { id: request.envelopeId } })).toBe(1);
  });

  it('is saved by exactly one of two windows that save the same revision, and the other is told', async () => {
    const { services, anne } = await twoPeople();
    const { envelopeId } = await makeDraft(services, anne);
    const save = (revision: number, text: string) =>
      saveDraft(services, anne.actor, {
        envelopeId,
        mailboxId: anne.mailboxId,
        revision,
        ciphertext: base64(text),
      });
    expect(await save(0, 'first')).toMatchObject({ revision: 1 });
    const race = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => save(1, `window ${index}`)),
    );
    const won = race.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []));
    expect(won).toHaveLength(1);
    for (const result of race) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'draft-stale', detail: { revision: 2 } });
    }
    const opened = await openDraft(services, anne.actor, { envelopeId, client: testClient });
    expect(opened).toMatchObject({ revision: 2, ciphertext: base64(`window ${won[0]}`) });
  });

  it('gives its author the content key again, only together with an audit entry', async () => {
    const { services, anne, bob, hospital } = await twoPeople();
    const { envelopeId, contentKey } = await makeDraft(services, anne);
    const opened = await openDraft(services, anne.actor, { envelopeId, client: testClient });
    expect(Buffer.from(opened.contentKey, 'base64').equals(contentKey)).toBe(true);
    expect(opened).toMatchObject({ mailboxId: anne.mailboxId, revision: 0, ciphertext: null, parts: [] });
    const entries = await services.db.auditEntry.findMany({
      where: { envelopeId },
      include: { visibility: true },
    });
    expect(entries).toMatchObject([
      { event: 'DraftOpened', actorId: anne.actor.userId, visibility: [{ organisationId: hospital.id }] },
    ]);

    await expect(openDraft(services, bob.actor, { envelopeId, client: testClient })).rejects.toMatchObject(
      notFound,
    );
    await expect(
      openDraft(services, anne.actor, { envelopeId, client: { address: 'a\u0000', agent: null } }),
    ).rejects.toThrow();
    expect(await services.db.auditEntry.count({ where: { envelopeId } })).toBe(1);
  });

  it('says which registered segments are really stored', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const stored = await storePart(services, draft, 'attachment');
    const { digest } = await encryptedSegment(draft, randomBytes(10));
    const missingId = uuidv7();
    await registerSegment(services, anne.actor, {
      envelopeId,
      partId: missingId,
      kind: 'attachment',
      index: 0,
      ...digest,
    });
    const { parts } = await openDraft(services, anne.actor, { envelopeId, client: testClient });
    const segmentsOf = (id: string) => parts.find((part) => part.id === id)?.segments;
    expect(segmentsOf(stored.id)).toEqual([{ index: 0, ...stored.digests[0] }]);
    expect(segmentsOf(missingId)).toEqual([]);
  });

  it('refuses a key packet that was copied from another draft', async () => {
    const { services, anne } = await twoPeople();
    const one = await makeDraft(services, anne);
    const other = await makeDraft(services, anne);
    await services.db
      .$executeRaw`UPDATE envelopes SET key_packet = (SELECT key_packet FROM envelopes WHERE id = ${one.envelopeId}::uuid) WHERE id = ${other.envelopeId}::uuid`;
    const opened = await openDraft(services, anne.actor, {
      envelopeId: other.envelopeId,
      client: testClient,
    });
    expect(Buffer.from(opened.contentKey, 'base64').equals(one.contentKey)).toBe(false);
  });

  it('can no longer be saved, uploaded to, discarded or opened as a draft once it is sealed', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const parts = await storeLetter(services, draft, [randomBytes(10)]);
    const request = requestFor(draft, parts, [{ address: 'x@elsewhere.example', kind: 'to' }]);
    await sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request });
    const { digest } = await encryptedSegment(draft, randomBytes(10));
    const late = [
      () =>
        saveDraft(services, anne.actor, {
          envelopeId,
          mailboxId: anne.mailboxId,
          revision: 0,
          ciphertext: base64('x'),
        }),
      () =>
        registerSegment(services, anne.actor, {
          envelopeId,
          partId: uuidv7(),
          kind: 'attachment',
          index: 0,
          ...digest,
        }),
      () => removePart(services, anne.actor, { envelopeId, partId: parts[2]?.id ?? '' }),
      () => discardDraft(services, anne.actor, envelopeId),
      () => openDraft(services, anne.actor, { envelopeId, client: testClient }),
      () =>
        createDraft(services, anne.actor, {
          envelopeId,
          mailboxId: anne.mailboxId,
          keyPacket: draft.keyPacket,
        }),
    ];
    for (const deed of late) await expect(deed()).rejects.toMatchObject(conflict);
    await sweepVault(services, { envelopeId });
    expect((await services.objectStore.list(envelopeId)).size).toBe(3);
  });
});

describe('registering a segment', () => {
  const sizeOf = (plaintext: number) => segmentCiphertextBytes(plaintext);
  const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

  it('gives a request for exactly these bytes', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { digest } = await encryptedSegment(draft, randomBytes(10));
    const signed = await registerSegment(services, anne.actor, {
      envelopeId: draft.envelopeId,
      partId: uuidv7(),
      kind: 'attachment',
      index: 0,
      ...digest,
    });
    expect(signed.method).toBe('PUT');
    expect(signed.url).toContain(`/${draft.envelopeId}/${digest.sha256}?`);
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
    expect(kept?.sha256).toBe(part.digests[0]?.sha256);
  });

  it('replaces what the same index had, and the sweep takes the old bytes', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const part = await storePart(services, draft, 'attachment');
    const { ciphertext, digest } = await encryptedSegment(draft, randomBytes(20));
    await registerSegment(services, anne.actor, {
      envelopeId,
      partId: part.id,
      kind: 'attachment',
      index: 0,
      ...digest,
    });
    await services.objectStore.put(
      { envelopeId, sha256: digest.sha256 },
      ciphertext.length,
      once(ciphertext),
    );
    await sweepVault(services, { envelopeId });
    expect([...(await services.objectStore.list(envelopeId)).keys()]).toEqual([digest.sha256]);
  });

  it('keeps one body and one manifest: a new one takes the place of the former', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    for (const kind of ['body', 'manifest', 'body', 'manifest'] as const)
      await storePart(services, draft, kind);
    const parts = await services.db.part.findMany({ where: { envelopeId: draft.envelopeId } });
    expect(parts.map(({ kind }) => kind).sort()).toEqual(['body', 'manifest']);
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
    expect(await services.db.part.count({ where: { envelopeId } })).toBe(0);
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

describe('throwing away', () => {
  const sweepsOf = (envelopeId: string) =>
    under.services.db.$queryRawUnsafe<object[]>(
      `SELECT 1 FROM pgboss.job WHERE name = 'sweep-vault' AND data->>'envelopeId' = $1`,
      envelopeId,
    );

  it('a file: its segments no longer count, and its bytes go', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const kept = await storePart(services, draft, 'attachment');
    const gone = await storePart(services, draft, 'attachment');
    await removePart(services, anne.actor, { envelopeId, partId: gone.id });
    await removePart(services, anne.actor, { envelopeId, partId: gone.id });
    expect(await sweepsOf(envelopeId)).toHaveLength(2); // at once, and after the last signed URL has expired
    await sweepVault(services, { envelopeId });
    expect([...(await services.objectStore.list(envelopeId)).keys()]).toEqual([kept.digests[0]?.sha256]);
  });

  it('a draft: everything of it goes', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    await storeLetter(services, draft, [randomBytes(10)]);
    await discardDraft(services, anne.actor, draft.envelopeId);
    await expect(discardDraft(services, anne.actor, draft.envelopeId)).rejects.toMatchObject(notFound);
    expect(await sweepsOf(draft.envelopeId)).toHaveLength(2);
    await sweepVault(services, draft);
    expect((await services.objectStore.list(draft.envelopeId)).size).toBe(0);
    expect(await services.db.part.count({ where: { envelopeId: draft.envelopeId } })).toBe(0);
  });

  it('never takes what a seal counts on, however sweep and seal meet', async () => {
    const { services, anne } = await twoPeople();
    for (let round = 0; round < 5; round++) {
      const draft = await makeDraft(services, anne);
      const { envelopeId } = draft;
      const parts = await storeLetter(services, draft, [randomBytes(10)]);
      const request = requestFor(draft, parts, [{ address: 'x@elsewhere.example', kind: 'to' }]);
      await Promise.all([
        sweepVault(services, { envelopeId }),
        sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request }),
        sweepVault(services, { envelopeId }),
      ]);
      expect((await services.objectStore.list(envelopeId)).size).toBe(3);
    }
  });
});
