import { randomBytes, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { createDraft } from '../../lib/draft/create-draft';
import { discardDraft } from '../../lib/draft/discard-draft';
import { openDraft } from '../../lib/draft/open-draft';
import { removePart } from '../../lib/draft/remove-part';
import { saveDraft } from '../../lib/draft/save-draft';
import { generateVaultKey } from '../../lib/envelope-format/generate-keys';
import { sweepVault } from '../../lib/retention/sweep-vault';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { withTestDatabase } from '../support/database';
import {
  encryptedSegment,
  makeDraft,
  registerSegment,
  requestFor,
  storedObjects,
  storeLetter,
  storePart,
} from '../support/draft-world';
import { makeFirstDraft } from '../support/first-format';
import { freshKeyPacket } from '../support/key-packet';
import { sealWorld } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { twoPeople } = sealWorld(under);
const notFound = { code: 'not-found' };
const conflict = { code: 'conflict' };

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a draft', () => {
  it('is made once under the browser’s id; a second key packet, and a foreign id or mailbox, are refused', async () => {
    const { services, anne, bob } = await twoPeople();
    const { envelopeId, keyPacket } = await makeDraft(services, anne);
    const again = { envelopeId, mailboxId: anne.mailboxId, keyPacket, format: 2 as const };
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
    expect(await services.db.envelope.count({ where: { authorId: bob.actor.userId } })).toBe(0);
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

  it('is made by its first save, which may bring small files: they are stored before the text that names them', async () => {
    const { services, anne, bob } = await twoPeople();
    const envelopeId = uuidv7();
    const { keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
    const { mailboxId } = anne;
    const draft = { mailboxId, keyPacket, format: 2 as const };
    const partId = uuidv7();
    const file = (bytes: number) => encryptedSegment(randomBytes(bytes));
    const [first, second] = [await file(200), await file(300)];
    const carried = (one: typeof first, id = partId) => [
      { partId: id, bytes: Buffer.from(one.ciphertext).toString('base64') },
    ];
    const text = { envelopeId, mailboxId, revision: 0, ciphertext: base64('first') };
    expect(await saveDraft(services, anne.actor, { ...text, draft, carried: carried(first) })).toMatchObject({
      revision: 1,
    });
    const open = async () => openDraft(services, anne.actor, { envelopeId, client: testClient });
    expect(await open()).toMatchObject({
      format: 2,
      ciphertext: base64('first'),
      parts: [{ id: partId, kind: 'attachment', segments: [{ index: 0, ...first.digest }] }],
    });
    // the answer was lost: the same again is a text that was stored already
    await expect(
      saveDraft(services, anne.actor, { ...text, draft, carried: carried(first) }),
    ).rejects.toMatchObject({ code: 'draft-stale' });
    // and of a text that is too old no file stays behind, which no text would name
    await expect(
      saveDraft(services, anne.actor, { ...text, carried: carried(second, uuidv7()) }),
    ).rejects.toMatchObject({ code: 'draft-stale' });
    expect((await open()).parts).toMatchObject([{ id: partId }]);
    // a file that is written again takes the place of the former, whose bytes go with the sweep
    await saveDraft(services, anne.actor, { ...text, revision: 1, carried: carried(second) });
    expect((await open()).parts).toMatchObject([{ id: partId, segments: [{ index: 0, ...second.digest }] }]);
    await sweepVault(services, { envelopeId });
    expect([...(await services.objectStore.list({ partId })).keys()]).toEqual([second.digest.sha256]);

    const theirs = { ...draft, mailboxId: bob.mailboxId };
    const another = { ...text, envelopeId: uuidv7(), mailboxId: bob.mailboxId };
    await expect(
      saveDraft(services, bob.actor, { ...another, draft: theirs, carried: carried(first) }),
    ).rejects.toMatchObject(conflict);
    await expect(
      saveDraft(services, bob.actor, { ...text, revision: 2, carried: carried(first, uuidv7()) }),
    ).rejects.toMatchObject(notFound);
    const old = await makeFirstDraft(services, anne);
    await expect(
      saveDraft(services, anne.actor, {
        ...text,
        envelopeId: old.envelopeId,
        carried: carried(first, uuidv7()),
      }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    const noSegment = [{ partId: uuidv7(), bytes: base64('no segment is as short') }];
    await expect(
      saveDraft(services, anne.actor, { ...text, revision: 2, carried: noSegment }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    expect(await open()).toMatchObject({ revision: 2 });
  });

  it('is not made by a save under an id that no browser makes', async () => {
    const { services, anne } = await twoPeople();
    const { keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
    const { mailboxId } = anne;
    const save = {
      mailboxId,
      revision: 0,
      ciphertext: base64('x'),
      draft: { mailboxId, keyPacket, format: 2 as const },
    };
    await expect(
      saveDraft(services, anne.actor, { ...save, envelopeId: randomUUID() }),
    ).rejects.toMatchObject({ code: 'bad-request' });
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
    const [{ sha256, ciphertextBytes } = {}] = stored.segments;
    const { digest } = await encryptedSegment(randomBytes(10));
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
    expect(segmentsOf(stored.id)).toEqual([{ index: 0, sha256, ciphertextBytes }]);
    expect(segmentsOf(missingId)).toEqual([]);
  });

  it('refuses a key packet that was copied from another draft', async () => {
    const { services, anne } = await twoPeople();
    const one = await makeDraft(services, anne);
    const other = await makeDraft(services, anne);
    await services.db
      .$executeRaw`UPDATE envelope_keys SET packet = (SELECT packet FROM envelope_keys WHERE envelope_id = ${one.envelopeId}::uuid) WHERE envelope_id = ${other.envelopeId}::uuid`;
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
    const request = await requestFor(draft, parts, [{ address: 'x@elsewhere.example', kind: 'to' }]);
    await sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request });
    const { digest } = await encryptedSegment(randomBytes(10));
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
    expect(await storedObjects(services, { envelopeId, parts })).toBe(3);
  });
});
