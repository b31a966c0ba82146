import { type BatchPlace, placeOfOne } from '../envelope-format/batch';
import { documentDigest } from '../envelope-format/envelope-state';
import { FormatError } from '../envelope-format/format-error';
import { verifySignedDocument } from '../envelope-format/signed-document';
import type { Keys } from '../keys';

/** What of an addendum's row says whether it is one of ours. */
export type GenuineAddendum = {
  document: Uint8Array;
  signature: string;
  sealingKeyId: string;
  batchPlace: unknown;
};

/**
 * Whether these addenda are those that were made: the log names the digest of each, or else the provider's signature says so; and none
 * that the log names is gone. What retention has pruned from the log is held by the signature alone.
 * @param logged digests (hex) that entries about the envelope name
 */
export async function genuineAddenda(
  keys: Pick<Keys, 'sealing'>,
  addenda: readonly GenuineAddendum[],
  logged: ReadonlySet<string>,
): Promise<boolean> {
  const missing = new Set(logged);
  for (const addendum of addenda) {
    const digest = await documentDigest(addendum.document);
    if (!missing.delete(digest) && !(await isSigned(keys, addendum))) return false;
  }
  return missing.size === 0;
}

async function isSigned(
  { sealing }: Pick<Keys, 'sealing'>,
  { document, signature, sealingKeyId, batchPlace }: GenuineAddendum,
): Promise<boolean> {
  const key = sealing.find(({ fingerprint }) => fingerprint === sealingKeyId);
  if (!key) return false;
  try {
    const batch = (batchPlace as BatchPlace | null) ?? placeOfOne; // verified below, never trusted
    await verifySignedDocument({
      document,
      batch,
      signature,
      sealingKey: key.publicKey,
      timestampResponse: null,
    });
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
