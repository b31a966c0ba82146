import { type BatchPlace, batchDocumentOf } from './batch';
import { sha256 } from './digest';
import { FormatError } from './format-error';
import type { VerifiedSignature } from './seal-signature';

/** A seal or an addendum with what was signed of it; nothing in it is trusted. */
export type SignedDocument = {
  /** Exact bytes. */
  document: Uint8Array;
  /** Its place in the batch that was signed; null where the document itself was, which only seals of version 1 are. */
  batch: BatchPlace | null;
  /** ASCII armour. */
  signature: string;
  /** ASCII armour of the public key. */
  sealingKey: string;
  /** DER TimeStampResp; null while the authority has not answered. */
  timestampResponse: Uint8Array | null;
};

/**
 * The exact bytes that were signed and time-stamped.
 * @throws FormatError `batch-invalid`, `format-newer`
 */
export async function signedBytesOf({
  document,
  batch,
}: Pick<SignedDocument, 'document' | 'batch'>): Promise<Uint8Array> {
  return batch === null ? document : batchDocumentOf(document, batch);
}

/** @throws FormatError `signature-invalid`, `batch-invalid`, `format-newer` */
export async function verifySignedDocument(signed: SignedDocument): Promise<VerifiedSignature> {
  const { verifySealSignature } = await import('./seal-signature');
  return verifySealSignature(await signedBytesOf(signed), signed.signature, signed.sealingKey);
}

/**
 * The time that an authority under these roots states for a document.
 * @param rootsPem PEM
 * @throws TimestampError, FormatError `batch-invalid`, `format-newer`
 */
export async function verifyDocumentTimestamp(
  signed: SignedDocument,
  response: Uint8Array,
  rootsPem: string,
) {
  const { verifyTimestampResponse } = await import('../timestamp/verify-timestamp-response');
  return verifyTimestampResponse(response, { sha256: await sha256(await signedBytesOf(signed)), rootsPem });
}

/** @throws FormatError `batch-invalid` where a version 1 seal stands in a batch, or anything else in none */
export function checkSignedAlone(format: string, batch: SignedDocument['batch']): void {
  if ((format === 'pli-seal-1') !== (batch === null)) {
    throw new FormatError('batch-invalid', `${format} ${batch === null ? 'in no' : 'in a'} batch`);
  }
}
