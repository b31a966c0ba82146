import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type ParsedSealRequest, sealRequest } from '../../lib/envelope/wire';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { withTestDatabase } from '../support/database';
import {
  encryptedSegment,
  makeDraft,
  once,
  registerSegment,
  requestFor,
  storeLetter,
  storePart,
  type TestDraft,
} from '../support/draft-world';
import { fullRights } from '../support/mailboxes';
import { sealWorld, to } from '../support/seal-world';
import { addPerson, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, seal, isStillDraft, jobsOf } = sealWorld(under);

describe('sealing refuses, and leaves the draft as it was', () => {
  async function refused(
    change: (request: ParsedSealRequest, draft: TestDraft) => ParsedSealRequest | Promise<ParsedSealRequest>,
    error: object,
  ) {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const parts = await storeLetter(services, draft, [randomBytes(1000), randomBytes(2000)]);
    const request = await requestFor(draft, parts, to('x@elsewhere.example'));
    await expect(seal(draft, await change(request, draft))).rejects.toMatchObject(error);
    expect(await isStillDraft(draft.envelopeId)).toBe(true);
    await seal(draft, request); // what was right is still sealable
  }
  const incomplete = { code: 'envelope-incomplete' };

  it('a segment that was registered and never stored', () =>
    refused(
      async (request, draft) => {
        const { digest } = await encryptedSegment(randomBytes(50));
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
      const { ciphertext, digest } = await encryptedSegment(randomBytes(50));
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
        { partId, sha256: digest.sha256 },
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
      const { ciphertext, digest } = await encryptedSegment(randomBytes(50));
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
        parts: request.parts.map((part, index) => (index === 1 ? { ...part, segments: 2 } : part)),
      }),
      incomplete,
    );
  });

  it('a gap between segments', () =>
    refused(async (request, draft) => {
      const partId = uuidv7();
      const { envelopeId } = draft;
      for (const index of [0, 2]) {
        const { ciphertext, digest } = await encryptedSegment(randomBytes(50));
        await registerSegment(under.services, draft.author.actor, {
          envelopeId,
          partId,
          kind: 'attachment',
          index,
          ...digest,
        });
        await under.services.objectStore.put(
          { partId, sha256: digest.sha256 },
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
        const { ciphertext, digest } = await encryptedSegment(randomBytes(50));
        await registerSegment(under.services, draft.author.actor, {
          envelopeId,
          partId,
          kind: 'attachment',
          index,
          ...digest,
        });
        await under.services.objectStore.put(
          { partId, sha256: digest.sha256 },
          ciphertext.length,
          once(ciphertext),
        );
      }
      return {
        ...request,
        parts: [...request.parts, { id: partId, kind: 'attachment' as const, segments: 2 }],
      };
    }, incomplete));

  it('an order that is not body, attachments; a part named twice; a kind that is not the registered one', async () => {
    const badOrder = { code: 'bad-request' };
    await refused((request) => ({ ...request, parts: request.parts.toReversed() }), badOrder);
    await refused((request) => ({ ...request, parts: request.parts.slice(1) }), badOrder);
    await refused(
      (request) => ({ ...request, parts: [...request.parts, ...request.parts.slice(1, 2)] }),
      badOrder,
    );
    await refused((request) => {
      const [body, file, other] = request.parts;
      if (!body || !file || !other) throw new Error('three parts');
      return { ...request, parts: [{ ...body, id: other.id }, file] };
    }, incomplete);
  });

  it('an address that is none, and too many recipients', async () => {
    const invalid = { code: 'address-invalid' };
    for (const address of ['"x@evil.tld x"@good.tld', 'a@b.fr,c@d.fr', 'nobody', `${'a'.repeat(250)}@b.fr`]) {
      await refused((request) => ({ ...request, recipients: [{ address, kind: 'to' }] }), invalid);
    }
    for (const address of ['a@b\u202e.fr', 'a@b.fr\r\nBcc: c@d.fr']) {
      await refused((request) => ({ ...request, recipients: [{ address, kind: 'to' }] }), {
        code: 'unseen-character',
      });
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
    const request = await requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    // Postgres stores no NUL in a text, and only the audit entry names the client
    const broken = { envelopeId: draft.envelopeId, client: { address: 'a\u0000b', agent: null }, request };
    await expect(sealEnvelope(services, anne.actor, broken)).rejects.toThrow();
    expect(await isStillDraft(draft.envelopeId)).toBe(true);
    expect(await jobsOf('timestamp', draft.envelopeId)).toHaveLength(0);
  });

  it('when a job cannot be planned: nothing is sealed, no entry is written', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const request = await requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    const away = () => Promise.reject(new Error('no queue'));
    const queue = { enqueue: away, enqueueAll: away };
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
      actor: { ...bob.actor, mailboxes: [...bob.actor.mailboxes, fullRights(anne.mailboxId)] },
    };
    const draft = await makeDraft(services, anne);
    const request = await requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    await expect(seal(draft, request, sharing)).rejects.toMatchObject({ code: 'not-found' });
    await expect(seal({ ...draft, envelopeId: uuidv7() }, request)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await isStillDraft(draft.envelopeId)).toBe(true);
  });

  it('fields the contract does not know, and objects where strings belong', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const good = await requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'));
    expect(sealRequest.safeParse(good).success).toBe(true);
    for (const bad of [
      { ...good, sealedAt: '2020-01-01' },
      { ...good, recipients: [{ address: { $ne: '' }, kind: 'to' }] },
      { ...good, recipients: [{ address: 'x@y.fr', kind: 'to', openedAt: null }] },
      { ...good, title: { toString: 'x' } },
      { ...good, parts: [{ id: draft.envelopeId.toUpperCase(), kind: 'body', segments: 1 }] },
    ]) {
      expect(sealRequest.safeParse(bad).success).toBe(false);
    }
  });
});
