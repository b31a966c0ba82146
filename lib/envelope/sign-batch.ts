import { type Batch, buildBatch } from '../envelope-format/batch';
import { signSeal } from '../envelope-format/seal-signature';
import type { Keys } from '../keys';

/**
 * Documents signed together. `document`: the exact bytes that are signed and that the timestamp is taken of. `places`: one for each
 * document, in their order. `keyId`: fingerprint of the sealing key that signed.
 */
export type SignedBatch = Batch & { signature: string; keyId: string };

/**
 * Signs 1 to 1,000 seals of version 2 or addenda as one batch (docs/envelope-format.md, section 4.7) with the first sealing key. What is
 * signed with several is time-stamped once for all of them.
 * @param documents exact bytes of each
 * @throws FormatError `batch-invalid` for none, or more than 1,000
 */
export async function signBatch(
  keys: Pick<Keys, 'sealing'>,
  documents: readonly Uint8Array[],
  signedAt: Date,
): Promise<SignedBatch> {
  const [key] = keys.sealing;
  if (!key) throw new Error('there is no sealing key');
  const batch = await buildBatch(documents);
  return {
    ...batch,
    signature: await signSeal(batch.document, key.privateKey, signedAt),
    keyId: key.fingerprint,
  };
}
