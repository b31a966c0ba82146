import { beforeAll, describe, expect, it } from 'vitest';
import { signBatch } from '../../../lib/envelope/sign-batch';
import { placeOfOne } from '../../../lib/envelope-format/batch';
import { generateSealingKey } from '../../../lib/envelope-format/generate-keys';
import { verifySealSignature } from '../../../lib/envelope-format/seal-signature';
import { verifySignedDocument } from '../../../lib/envelope-format/signed-document';

const many = (size: number) =>
  Array.from({ length: size }, (_, index) => new TextEncoder().encode(`document ${index}`));

describe('documents signed together', () => {
  let keys: Parameters<typeof signBatch>[0];
  beforeAll(async () => {
    const keyPairs = [await generateSealingKey(), await generateSealingKey()];
    keys = { sealing: keyPairs };
  });

  it.each([1, 2, 1_000])('have one signature, and %i places that each verify under it', async (size) => {
    const documents = many(size);
    const signed = await signBatch(keys, documents, new Date());
    const [first = { fingerprint: '', publicKey: '' }] = keys.sealing;
    expect(signed.keyId).toBe(first.fingerprint);
    expect(signed.places).toHaveLength(size);
    expect((await verifySealSignature(signed.document, signed.signature, first.publicKey)).fingerprint).toBe(
      signed.keyId,
    );
    for (const index of new Set([0, Math.floor(size / 2), size - 1])) {
      const document = documents[index] ?? new Uint8Array();
      const own = {
        batch: signed.places[index] ?? placeOfOne,
        signature: signed.signature,
        sealingKey: first.publicKey,
        timestampResponse: null,
      };
      expect((await verifySignedDocument({ ...own, document })).fingerprint).toBe(signed.keyId);
      const other = new TextEncoder().encode('another');
      await expect(verifySignedDocument({ ...own, document: other })).rejects.toThrow(/signature-invalid/);
    }
  });

  it('are at least one and at most a thousand', async () => {
    await expect(signBatch(keys, [], new Date())).rejects.toThrow(/batch-invalid/);
    await expect(signBatch(keys, many(1_001), new Date())).rejects.toThrow(/batch-invalid/);
  });
});
