import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../lib/envelope-format/manifest';
import { openSegment } from '../../lib/envelope-format/open-segment';
import { keysOfParts } from '../../lib/envelope-format/part-key';
import { parseSeal } from '../../lib/envelope-format/seal';
import { openEnvelope } from '../../lib/open/open-envelope';
import { obtainTimestamp } from '../../lib/seal/obtain-timestamp';
import { sealBatch } from '../../lib/seal/seal-batch';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { storeCarried } from '../../lib/seal/store-carried';
import { shownTitle } from '../../lib/sealed-rows/sealed-title';
import { withTestDatabase } from '../support/database';
import { sealWorld, to } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { verifiedOpening } from '../support/verified-opening';
import { type OwnLetter, writeLetter } from '../support/written-letter';

const database = withTestDatabase();
const under = withTestServices(database);
const { world } = sealWorld(under);

describe('a letter of version 2', () => {
  const sealedBy = (who: Awaited<ReturnType<typeof world>>['anne'], letter: OwnLetter) =>
    sealEnvelope(under.services, who.actor, {
      envelopeId: letter.envelopeId,
      client: testClient,
      request: letter.request,
    });

  it('is made, stored and sealed by one request, opens, and verifies before and after its timestamp', async () => {
    const { services, anne, paul } = await world();
    const file = randomBytes(200_000);
    const letter = await writeLetter(
      services,
      anne,
      [{ address: paul.actor.email, kind: 'to', name: 'Paul' }],
      {
        files: [file],
      },
    );
    const answer = await sealedBy(anne, letter);
    expect(await sealedBy(anne, letter)).toEqual(answer);
    const { recipients, ...row } = await services.db.envelope.findUniqueOrThrow({
      where: { id: letter.envelopeId },
      include: { recipients: true },
    });
    const seal = parseSeal(row.seal ?? new Uint8Array());
    expect(seal).toMatchObject({
      format: 'pli-seal-2',
      origin: 'browser',
      author: { label: 'anne' },
      inNameOf: null,
      titleHash: letter.request.facts?.titleHash,
      parts: letter.parts.map((id) => ({ id })),
    });
    expect(row).toMatchObject({
      format: 2,
      title: null,
      batchPlace: null,
      attachmentBytes: 200_000n,
    });
    expect(shownTitle(services, row)).toBe('Compte rendu');
    const reference = recipients[0]?.reference ?? '';
    const opening = { actor: paul.actor, client: testClient, reference };
    for (const stamped of [false, true]) {
      if (stamped) await obtainTimestamp(services, letter);
      const opened = await openEnvelope(services, opening);
      const { outcome, steps, verified, fetchObject } = await verifiedOpening(services, opened);
      expect([outcome, steps.map(({ step, state }) => `${step} ${state}`)]).toEqual([
        'verified',
        [
          'seal verified',
          'signature verified',
          `timestamp ${stamped ? 'verified' : 'pending'}`,
          'recipient verified',
          'manifest verified',
        ],
      ]);
      const [, attachment] = verified ? partsOf(verified.manifest) : [];
      const [segment] = attachment?.segments ?? [];
      if (!verified || !attachment || !segment) throw new Error('no attachment');
      const keyOf = await keysOfParts(letter.contentKey, verified.manifest);
      const plaintext = await openSegment(await keyOf(attachment), segment, await fetchObject(segment));
      expect(Buffer.from(plaintext).equals(file)).toBe(true);
    }
  });

  it('keeps its parts at homes of their own, each counted on its organisation, and needs no sweep', async () => {
    const { services, anne, paul } = await world();
    const letter = await writeLetter(services, anne, to(paul.actor.email), { files: [randomBytes(10)] });
    await sealedBy(anne, letter);
    const uses = await services.db.partUse.findMany({
      where: { envelopeId: letter.envelopeId },
      orderBy: { position: 'asc' },
    });
    expect(uses.map(({ partId }) => partId)).toEqual(letter.parts);
    for (const { partId, bytes } of uses) {
      const stored = [...(await services.objectStore.list({ partId })).values()];
      expect(stored).toEqual([Number(bytes)]);
    }
    expect((await services.objectStore.list({ envelopeId: letter.envelopeId })).size).toBe(1);
    expect(await sealWorld(under).jobsOf('sweep-vault', letter.envelopeId)).toEqual([]);
  });

  it('refuses a title that is not the one committed to, and a draft of the other version', async () => {
    const { services, anne, paul } = await world();
    const letter = await writeLetter(services, anne, to(paul.actor.email));
    const other = { ...letter, request: { ...letter.request, title: 'Autre chose' } };
    await expect(sealedBy(anne, other)).rejects.toMatchObject({
      code: 'bad-request',
      detail: { field: 'title' },
    });
    const { facts: _, carried: __, ...old } = letter.request;
    await expect(sealedBy(anne, { ...letter, request: old })).rejects.toMatchObject({ code: 'bad-request' });
    await sealedBy(anne, letter);
  });

  it('answers one that its author may read, by the digest of its seal, and none that he may not', async () => {
    const { services, anne, paul } = await world();
    const first = await writeLetter(services, anne, to(paul.actor.email));
    await sealedBy(anne, first);
    const foreign = await writeLetter(services, anne, to('guest@elsewhere.example'));
    await sealedBy(anne, foreign);
    const answerTo = (inReplyTo: string) => writeLetter(services, paul, to(anne.actor.email), { inReplyTo });
    await expect(sealedBy(paul, await answerTo(foreign.envelopeId))).rejects.toMatchObject({
      code: 'not-found',
    });
    const reply = await answerTo(first.envelopeId);
    await sealedBy(paul, reply);
    const [row, answered] = await Promise.all(
      [reply, first].map(({ envelopeId }) =>
        services.db.envelope.findUniqueOrThrow({ where: { id: envelopeId } }),
      ),
    );
    const digest = await crypto.subtle.digest('SHA-256', answered?.seal ?? new Uint8Array());
    expect(parseSeal(row?.seal ?? new Uint8Array())).toMatchObject({
      inReplyTo: Buffer.from(digest).toString('hex'),
    });
  });

  it('is refused by itself among many, which are sealed without it', async () => {
    const { services, anne, paul } = await world();
    const good = await writeLetter(services, anne, to(paul.actor.email));
    const wrong = await writeLetter(services, anne, to('nowhere'));
    const foreign = await writeLetter(services, paul, to(anne.actor.email));
    await storeCarried(services, paul.actor, foreign);
    const ready = [];
    for (const { envelopeId, request } of [wrong, good])
      ready.push({
        envelopeId,
        request,
        carried: await storeCarried(services, anne.actor, { envelopeId, request }),
      });
    const others = { request: foreign.request, carried: { manifest: null, parts: new Map() } };
    const outcomes = await sealBatch(services, anne.actor, testClient, [
      ...ready,
      { ...others, envelopeId: foreign.envelopeId },
      { ...others, envelopeId: crypto.randomUUID() },
    ]);
    expect(outcomes).toMatchObject([
      { code: 'address-invalid' },
      { envelopeId: good.envelopeId, recipients: 1 },
      { code: 'not-found' },
      { code: 'not-found' },
    ]);
    const states = await services.db.envelope.findMany({
      where: { id: { in: [wrong, good, foreign].map(({ envelopeId }) => envelopeId) } },
      select: { id: true, state: true },
    });
    expect(states.filter(({ state }) => state === 'sealed').map(({ id }) => id)).toEqual([good.envelopeId]);
    expect(await services.db.auditEntry.count({ where: { envelopeId: wrong.envelopeId } })).toBe(0);
  });

  it('is one of many under one signature and one timestamp, and each verifies by itself', async () => {
    const { services, anne, paul } = await world();
    const letters = await Promise.all(
      Array.from({ length: 7 }, () => writeLetter(services, anne, to(paul.actor.email))),
    );
    const ready = [];
    for (const { envelopeId, request } of letters)
      ready.push({
        envelopeId,
        request,
        carried: await storeCarried(services, anne.actor, { envelopeId, request }),
      });
    const answers = await sealBatch(services, anne.actor, testClient, ready);
    expect(answers).toMatchObject(letters.map(({ envelopeId }) => ({ envelopeId })));
    expect(await sealBatch(services, anne.actor, testClient, ready)).toEqual(answers);
    await obtainTimestamp(services, letters[3] ?? { envelopeId: '' });
    const ids = letters.map(({ envelopeId }) => envelopeId);
    const rows = await services.db.envelope.findMany({
      where: { id: { in: ids } },
      include: { recipients: true },
    });
    expect(new Set(rows.map(({ sealSignature }) => sealSignature)).size).toBe(1);
    expect(
      new Set(rows.map(({ timestampResponse }) => Buffer.from(timestampResponse ?? []).toString('hex'))).size,
    ).toBe(1);
    for (const { recipients } of rows) {
      const reference = recipients[0]?.reference ?? '';
      const opened = await openEnvelope(services, { actor: paul.actor, client: testClient, reference });
      const { outcome, steps } = await verifiedOpening(services, opened);
      expect([outcome, steps.every(({ state }) => state === 'verified')]).toEqual(['verified', true]);
    }
    expect(
      await services.db.auditEntry.count({ where: { envelopeId: { in: ids }, event: 'TimestampObtained' } }),
    ).toBe(7);
  });
});
