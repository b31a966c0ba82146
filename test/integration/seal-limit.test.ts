import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { withTestDatabase } from '../support/database';
import {
  encryptedSegment,
  makeDraft,
  once,
  registerSegment,
  requestFor,
  storeLetter,
} from '../support/draft-world';
import { sealWorld, to } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, seal, isStillDraft } = sealWorld(under);

describe('the limit of 104,857,600 bytes', () => {
  it('is what an envelope holds, to the byte, whatever is claimed: at registration and at the seal', async () => {
    const { services, anne } = await world();
    expect(services.config.limits.attachmentBytesMax).toBe(104_857_600);
    const draft = await makeDraft(services, anne);
    const big = randomBytes(104_857_599);
    const parts = await storeLetter(services, draft, [big, randomBytes(1)]);

    const over = await encryptedSegment(randomBytes(1));
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
    const empty = await encryptedSegment(new Uint8Array(0));
    await register(uuidv7(), empty.digest);
    const [, , one] = parts;
    const [{ sha256 = '', ciphertextBytes = 0 } = {}] = one?.segments ?? [];
    await register(one?.id ?? '', { sha256, ciphertextBytes });

    const request = await requestFor(draft, parts, to('x@elsewhere.example'));
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
        madeIn: draft.envelopeId,
        home: 'envelope',
        uses: { create: { envelopeId: draft.envelopeId, kind: 'attachment' } },
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
