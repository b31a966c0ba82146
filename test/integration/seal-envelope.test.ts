import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { registerSegment } from '../../lib/envelope/register-segment';
import { sealEnvelope } from '../../lib/envelope/seal-envelope';
import { type ParsedSealRequest, sealRequest } from '../../lib/envelope/wire';
import { parseSeal, recipientHash } from '../../lib/envelope-format/seal';
import { verifySealSignature } from '../../lib/envelope-format/seal-signature';
import { withTestDatabase } from '../support/database';
import {
  encryptedSegment,
  makeDraft,
  once,
  requestFor,
  storeLetter,
  storePart,
  type TestDraft,
  testClient,
} from '../support/draft-world';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);

async function world() {
  const { services } = under;
  const hospital = await addOrganisation(services, 'Hôpital');
  const practice = await addOrganisation(services, 'Cabinet');
  const anne = await addPerson(services, hospital, 'anne');
  const paul = await addPerson(services, practice, 'paul');
  return { services, hospital, practice, anne, paul };
}

const to = (address: string) => [{ address, kind: 'to' as const }];

function seal(draft: TestDraft, request: ParsedSealRequest, who: Person = draft.author) {
  return sealEnvelope(under.services, who.actor, {
    envelopeId: draft.envelopeId,
    client: testClient,
    request,
  });
}

async function isStillDraft(envelopeId: string) {
  const { db } = under.services;
  const { state } = await db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
  const recipients = await db.recipient.count({ where: { envelopeId } });
  const entries = await db.auditEntry.count({ where: { envelopeId, event: 'SubmissionAcceptance' } });
  return state === 'draft' && recipients === 0 && entries === 0;
}

const jobsOf = (name: string, id: string) =>
  under.services.db.$queryRawUnsafe<{ data: object; start_after: Date }[]>(
    `SELECT data, start_after FROM pgboss.job WHERE name = $1 AND data::text LIKE $2`,
    name,
    `%${id}%`,
  );

describe('sealing', () => {
  it('writes a signed seal over exactly what is stored, recipients with links, audit entry and jobs', async () => {
    const { services, anne, paul, hospital, practice } = await world();
    const draft = await makeDraft(services, anne);
    const parts = await storeLetter(services, draft, [randomBytes(9_000_000), new Uint8Array(0)]);
    const answer = await seal(
      draft,
      requestFor(draft, parts, [
        ...to(paul.actor.email),
        { address: 'Guest@Elsewhere.Example', kind: 'cc', name: 'Un\r\nInvité' },
      ]),
    );
    expect(answer).toMatchObject({ envelopeId: draft.envelopeId, recipients: 2 });

    const envelope = await services.db.envelope.findUniqueOrThrow({
      where: { id: draft.envelopeId },
      include: { recipients: { orderBy: { kind: 'asc' } }, parts: { orderBy: { position: 'asc' } } },
    });
    expect(envelope).toMatchObject({
      state: 'sealed',
      senderAddress: anne.actor.email,
      title: 'Compte rendu',
      attachmentCount: 2,
      attachmentBytes: 9_000_000n,
      draftCiphertext: null,
    });
    expect(envelope.parts.map(({ id, position }) => [id, position])).toEqual(
      parts.map(({ id }, index) => [id, index]),
    );

    const bytes = envelope.seal ?? new Uint8Array();
    const sealed = parseSeal(bytes);
    const [key] = services.keys.sealing;
    await verifySealSignature(bytes, envelope.sealSignature ?? '', key?.publicKey ?? '');
    expect(sealed).toMatchObject({
      envelopeId: draft.envelopeId,
      sender: { address: anne.actor.email, organisation: 'Hôpital' },
      manifest: parts[0]?.digests[0],
      parts: parts.slice(1).map(({ id, kind, digests }) => ({ id, kind, segments: digests })),
      sealedAt: answer.sealedAt,
      expiresAt: answer.expiresAt,
    });

    const [first, second] = envelope.recipients;
    expect(first).toMatchObject({ address: paul.actor.email, mailboxId: paul.mailboxId, locale: 'fr' });
    expect(second).toMatchObject({ address: 'guest@elsewhere.example', mailboxId: null, name: 'Un Invité' });
    for (const recipient of envelope.recipients) {
      expect(recipient.reference).toMatch(/^[A-Za-z0-9_-]{32}$/);
      expect(recipient.notificationId).toMatch(/^<[^<>@]+@[^<>@]+>$/);
      expect(sealed.recipientHashes).toContain(await recipientHash(recipient.address, recipient.salt));
      expect(await jobsOf('notify', recipient.id)).toHaveLength(1);
    }
    expect(await jobsOf('timestamp', draft.envelopeId)).toHaveLength(1);
    const [sweep] = await jobsOf('sweep-vault', draft.envelopeId);
    expect(sweep?.start_after.getTime()).toBeGreaterThan(
      Date.now() + services.config.limits.signedUrlSeconds * 1000,
    );

    const entries = await services.db.auditEntry.findMany({
      where: { envelopeId: draft.envelopeId },
      include: { visibility: true },
    });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      event: 'SubmissionAcceptance',
      actorAddress: anne.actor.email,
      clientAddress: testClient.address,
      detail: { attachments: 2, attachmentBytes: 9_000_000 },
    });
    expect(entries[0]?.visibility.map(({ organisationId }) => organisationId).sort()).toEqual(
      [hospital.id, practice.id].sort(),
    );
  });

  it('tells no one’s organisation of a blind copy: neither an address nor a number of recipients stands in the entry', async () => {
    const { services, anne, paul, practice } = await world();
    const clinic = await addOrganisation(services, 'Clinique');
    const secret = await addPerson(services, clinic, 'secret');
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      requestFor(draft, await storeLetter(services, draft), [
        ...to(paul.actor.email),
        { address: secret.actor.email, kind: 'bcc' },
      ]),
    );
    const seen = await services.db.auditVisibility.findMany({
      where: { organisationId: practice.id },
      include: { entry: true },
    });
    const text = JSON.stringify(seen, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).not.toContain(secret.actor.email);
    expect(text).not.toContain(clinic.id);
    expect(text).not.toContain('recipients');
  });

  it('seals once and answers the same when it is asked twenty times at once, and again later', async () => {
    const { services, anne, paul } = await world();
    const draft = await makeDraft(services, anne);
    const request = requestFor(draft, await storeLetter(services, draft), to(paul.actor.email));
    const answers = await Promise.all(Array.from({ length: 20 }, () => seal(draft, request)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await seal(draft, { ...request, recipients: to('other@elsewhere.example') })).toEqual(answers[0]);
    expect(await services.db.recipient.count({ where: { envelopeId: draft.envelopeId } })).toBe(1);
    expect(await services.db.auditEntry.count({ where: { envelopeId: draft.envelopeId } })).toBe(1);
    expect(await jobsOf('timestamp', draft.envelopeId)).toHaveLength(1);
  });

  it('remembers whom the sender wrote to, and for the recipient whom it heard from', async () => {
    const { services, anne, paul } = await world();
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      requestFor(draft, await storeLetter(services, draft), [
        { address: paul.actor.email, kind: 'to', name: 'Dr Paul' },
      ]),
    );
    const known = (mailboxId: string) =>
      services.db.correspondent.findMany({
        where: { mailboxId },
        select: { address: true, displayName: true },
      });
    expect(await known(anne.mailboxId)).toEqual([{ address: paul.actor.email, displayName: 'Dr Paul' }]);
    expect(await known(paul.mailboxId)).toEqual([{ address: anne.actor.email, displayName: 'anne' }]);
  });

  it('writes each address once, however often and however spelt it is given, and keeps the most visible kind', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const answer = await seal(
      draft,
      requestFor(draft, await storeLetter(services, draft), [
        { address: 'X@Elsewhere.example', kind: 'bcc' },
        { address: 'x@elsewhere.EXAMPLE', kind: 'to' },
        { address: ' x@elsewhere.example ', kind: 'cc' },
      ]),
    );
    expect(answer.recipients).toBe(1);
    const [recipient] = await services.db.recipient.findMany({ where: { envelopeId: draft.envelopeId } });
    expect(recipient).toMatchObject({ address: 'x@elsewhere.example', kind: 'to' });
  });

  it('does not keep the title where the organisation hides titles', async () => {
    const { services, anne, hospital } = await world();
    await services.db.organisation.update({
      where: { id: hospital.id },
      data: { titleInNotification: false },
    });
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'), {
        title: 'VIH positif',
      }),
    );
    const { title } = await services.db.envelope.findUniqueOrThrow({ where: { id: draft.envelopeId } });
    expect(title).toBeNull();
  });

  it('makes one line of a title with line breaks and direction marks', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'), {
        title: 'a\r\nBcc: x@evil.example\u202e b',
      }),
    );
    const { title } = await services.db.envelope.findUniqueOrThrow({ where: { id: draft.envelopeId } });
    expect(title).toBe('a Bcc: x@evil.example b');
  });

  it('speaks each recipient’s language: the owner’s of a personal mailbox, a guest’s own, else the organisation’s', async () => {
    const { services, anne, paul, hospital } = await world();
    await services.db.user.update({ where: { id: paul.actor.userId }, data: { locale: 'en' } });
    await services.db.guest.create({ data: { id: uuidv7(), address: 'en@elsewhere.example', locale: 'en' } });
    await services.db.organisation.update({ where: { id: hospital.id }, data: { locale: 'fr' } });
    const draft = await makeDraft(services, anne);
    const addresses = [paul.actor.email, 'en@elsewhere.example', 'new@elsewhere.example'];
    await seal(
      draft,
      requestFor(
        draft,
        await storeLetter(services, draft),
        addresses.map((address) => ({ address, kind: 'to' })),
      ),
    );
    const rows = await services.db.recipient.findMany({ where: { envelopeId: draft.envelopeId } });
    expect(addresses.map((address) => rows.find((row) => row.address === address)?.locale)).toEqual([
      'en',
      'en',
      'fr',
    ]);
  });
});

describe('sealing refuses, and leaves the draft as it was', () => {
  async function refused(
    change: (request: ParsedSealRequest, draft: TestDraft) => ParsedSealRequest | Promise<ParsedSealRequest>,
    error: object,
  ) {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const parts = await storeLetter(services, draft, [randomBytes(1000), randomBytes(2000)]);
    const request = requestFor(draft, parts, to('x@elsewhere.example'));
    await expect(seal(draft, await change(request, draft))).rejects.toMatchObject(error);
    expect(await isStillDraft(draft.envelopeId)).toBe(true);
    await seal(draft, request); // what was right is still sealable
  }
  const incomplete = { code: 'envelope-incomplete' };

  it('a segment that was registered and never stored', () =>
    refused(
      async (request, draft) => {
        const { digest } = await encryptedSegment(draft, randomBytes(50));
        const partId = uuidv7();
        await registerSegment(under.services, draft.author.actor, {
          envelopeId: draft.envelopeId,
          partId,
          kind: 'attachment',
          index: 0,
          ...digest,
        });
        return {
          ...request,
          parts: [...request.parts, { id: partId, kind: 'attachment' as const, segments: 1 }],
        };
      },
      { ...incomplete, detail: { missing: 1 } },
    ));

  it('a segment that is stored with another size than registered', () =>
    refused(async (request, draft) => {
      const { ciphertext, digest } = await encryptedSegment(draft, randomBytes(50));
      const partId = uuidv7();
      const { envelopeId } = draft;
      await registerSegment(under.services, draft.author.actor, {
        envelopeId,
        partId,
        kind: 'attachment',
        index: 0,
        ...digest,
        ciphertextBytes: digest.ciphertextBytes + 1,
      });
      await under.services.objectStore.put(
        { envelopeId, sha256: digest.sha256 },
        ciphertext.length,
        once(ciphertext),
      );
      return {
        ...request,
        parts: [...request.parts, { id: partId, kind: 'attachment' as const, segments: 1 }],
      };
    }, incomplete));

  it('a segment that lies in another envelope only', () =>
    refused(async (request, draft) => {
      const other = await makeDraft(under.services, draft.author);
      const { ciphertext, digest } = await encryptedSegment(other, randomBytes(50));
      await under.services.objectStore.put(
        { envelopeId: other.envelopeId, sha256: digest.sha256 },
        ciphertext.length,
        once(ciphertext),
      );
      const partId = uuidv7();
      await registerSegment(under.services, draft.author.actor, {
        envelopeId: draft.envelopeId,
        partId,
        kind: 'attachment',
        index: 0,
        ...digest,
      });
      return {
        ...request,
        parts: [...request.parts, { id: partId, kind: 'attachment' as const, segments: 1 }],
      };
    }, incomplete));

  it('a part of another envelope', () =>
    refused(async (request, draft) => {
      const other = await makeDraft(under.services, draft.author);
      const foreign = await storePart(under.services, other, 'attachment');
      return {
        ...request,
        parts: [...request.parts, { id: foreign.id, kind: 'attachment' as const, segments: 1 }],
      };
    }, incomplete));

  it('fewer or more segments than are registered', async () => {
    await refused(
      (request) => ({
        ...request,
        parts: request.parts.map((part, index) => (index === 2 ? { ...part, segments: 2 } : part)),
      }),
      incomplete,
    );
  });

  it('a gap between segments', () =>
    refused(async (request, draft) => {
      const partId = uuidv7();
      const { envelopeId } = draft;
      for (const index of [0, 2]) {
        const { ciphertext, digest } = await encryptedSegment(draft, randomBytes(50));
        await registerSegment(under.services, draft.author.actor, {
          envelopeId,
          partId,
          kind: 'attachment',
          index,
          ...digest,
        });
        await under.services.objectStore.put(
          { envelopeId, sha256: digest.sha256 },
          ciphertext.length,
          once(ciphertext),
        );
      }
      return {
        ...request,
        parts: [...request.parts, { id: partId, kind: 'attachment' as const, segments: 2 }],
      };
    }, incomplete));

  it('a short segment in the middle of a file', () =>
    refused(async (request, draft) => {
      const partId = uuidv7();
      const { envelopeId } = draft;
      for (const index of [0, 1]) {
        const { ciphertext, digest } = await encryptedSegment(draft, randomBytes(50));
        await registerSegment(under.services, draft.author.actor, {
          envelopeId,
          partId,
          kind: 'attachment',
          index,
          ...digest,
        });
        await under.services.objectStore.put(
          { envelopeId, sha256: digest.sha256 },
          ciphertext.length,
          once(ciphertext),
        );
      }
      return {
        ...request,
        parts: [...request.parts, { id: partId, kind: 'attachment' as const, segments: 2 }],
      };
    }, incomplete));

  it('an order that is not manifest, body, attachments; a part named twice; a kind that is not the registered one', async () => {
    const badOrder = { code: 'bad-request' };
    await refused((request) => ({ ...request, parts: request.parts.toReversed() }), badOrder);
    await refused((request) => ({ ...request, parts: request.parts.slice(1) }), badOrder);
    await refused(
      (request) => ({ ...request, parts: [...request.parts, ...request.parts.slice(2, 3)] }),
      badOrder,
    );
    await refused((request) => {
      const [manifest, body, file] = request.parts;
      if (!manifest || !body || !file) throw new Error('three parts');
      return { ...request, parts: [{ ...manifest, id: file.id }, body] };
    }, incomplete);
  });

  it('an address that is none, and too many recipients', async () => {
    const invalid = { code: 'address-invalid' };
    for (const address of [
      '"x@evil.tld x"@good.tld',
      'a@b.fr\r\nBcc: c@d.fr',
      'a@b.fr,c@d.fr',
      'a@b\u202e.fr',
      'nobody',
      `${'a'.repeat(250)}@b.fr`,
    ]) {
      await refused((request) => ({ ...request, recipients: [{ address, kind: 'to' }] }), invalid);
    }
    const max = under.services.config.limits.recipientsMax;
    const many = Array.from({ length: max + 1 }, (_, index) => ({
      address: `p${index}@elsewhere.example`,
      kind: 'bcc' as const,
    }));
    await refused((request) => ({ ...request, recipients: many }), {
      code: 'too-many-recipients',
      detail: { max },
    });
  });

  it('a mailbox of somebody else, and an address of another mailbox', async () => {
    const { paul } = await world();
    await refused((request) => ({ ...request, mailboxId: paul.mailboxId }), { code: 'not-found' });
    await refused((request) => ({ ...request, fromAddress: paul.actor.email }), { code: 'not-found' });
  });

  it('when the audit entry cannot be written: nothing is sealed, no job is planned', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const request = requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    // Postgres stores no NUL in a text, and only the audit entry names the client
    const broken = { envelopeId: draft.envelopeId, client: { address: 'a\u0000b', agent: null }, request };
    await expect(sealEnvelope(services, anne.actor, broken)).rejects.toThrow();
    expect(await isStillDraft(draft.envelopeId)).toBe(true);
    expect(await jobsOf('timestamp', draft.envelopeId)).toHaveLength(0);
  });

  it('when a job cannot be planned: nothing is sealed, no entry is written', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const request = requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    const queue = { enqueue: () => Promise.reject(new Error('no queue')) };
    await expect(
      sealEnvelope({ ...services, queue }, anne.actor, {
        envelopeId: draft.envelopeId,
        client: testClient,
        request,
      }),
    ).rejects.toThrow('no queue');
    expect(await isStillDraft(draft.envelopeId)).toBe(true);
  });

  it('another person’s draft, as if it were not there, even in a mailbox they share', async () => {
    const { services, anne, hospital } = await world();
    const bob = await addPerson(services, hospital, 'bob');
    await services.db.mailboxMember.create({ data: { mailboxId: anne.mailboxId, userId: bob.actor.userId } });
    const sharing = {
      ...bob,
      actor: { ...bob.actor, mailboxIds: [...bob.actor.mailboxIds, anne.mailboxId] },
    };
    const draft = await makeDraft(services, anne);
    const request = requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    await expect(seal(draft, request, sharing)).rejects.toMatchObject({ code: 'not-found' });
    await expect(seal({ ...draft, envelopeId: uuidv7() }, request)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await isStillDraft(draft.envelopeId)).toBe(true);
  });

  it('fields the contract does not know, and objects where strings belong', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const good = requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    expect(sealRequest.safeParse(good).success).toBe(true);
    for (const bad of [
      { ...good, sealedAt: '2020-01-01' },
      { ...good, recipients: [{ address: { $ne: '' }, kind: 'to' }] },
      { ...good, recipients: [{ address: 'x@y.fr', kind: 'to', openedAt: null }] },
      { ...good, title: { toString: 'x' } },
      { ...good, parts: [{ id: draft.envelopeId.toUpperCase(), kind: 'manifest', segments: 1 }] },
    ]) {
      expect(sealRequest.safeParse(bad).success).toBe(false);
    }
  });
});

describe('the limit of 104,857,600 bytes', () => {
  it('is what an envelope holds, to the byte, whatever is claimed: at registration and at the seal', {
    timeout: 120_000,
  }, async () => {
    const { services, anne } = await world();
    expect(services.config.limits.attachmentBytesMax).toBe(104_857_600);
    const draft = await makeDraft(services, anne);
    const big = randomBytes(104_857_599);
    const parts = await storeLetter(services, draft, [big, randomBytes(1)]);

    const over = await encryptedSegment(draft, randomBytes(1));
    const register = (partId: string, digest = over.digest) =>
      registerSegment(services, anne.actor, {
        envelopeId: draft.envelopeId,
        partId,
        kind: 'attachment',
        index: 0,
        ...digest,
      });
    const tooLarge = { code: 'attachments-too-large', detail: { bytes: 104_857_601, bytesMax: 104_857_600 } };
    await expect(register(uuidv7())).rejects.toMatchObject(tooLarge);

    // an empty file adds nothing; the same index again replaces and does not add
    const empty = await encryptedSegment(draft, new Uint8Array(0));
    await register(uuidv7(), empty.digest);
    const [, , , one] = parts;
    await register(one?.id ?? '', one?.digests[0]);

    const request = requestFor(draft, parts, to('x@elsewhere.example'));
    const { limits } = services.config;
    const tighter = {
      ...services,
      config: { ...services.config, limits: { ...limits, attachmentBytesMax: 104_857_599 } },
    };
    const input = { envelopeId: draft.envelopeId, client: testClient, request };
    await expect(sealEnvelope(tighter, anne.actor, input)).rejects.toMatchObject({
      code: 'attachments-too-large',
      detail: { bytes: 104_857_600, bytesMax: 104_857_599 },
    });
    expect(await isStillDraft(draft.envelopeId)).toBe(true);

    // rows put behind the application's back do not get past the seal either
    const partId = uuidv7();
    await services.db.part.create({
      data: {
        id: partId,
        envelopeId: draft.envelopeId,
        kind: 'attachment',
        segments: { create: { index: 0, ...over.digest } },
      },
    });
    await services.objectStore.put(
      { envelopeId: draft.envelopeId, sha256: over.digest.sha256 },
      over.ciphertext.length,
      once(over.ciphertext),
    );
    const smuggled = {
      ...request,
      parts: [...request.parts, { id: partId, kind: 'attachment' as const, segments: 1 }],
    };
    await expect(seal(draft, smuggled)).rejects.toMatchObject(tooLarge);

    await seal(draft, request);
    const { attachmentBytes } = await services.db.envelope.findUniqueOrThrow({
      where: { id: draft.envelopeId },
    });
    expect(attachmentBytes).toBe(104_857_600n);
  });
});
