import 'server-only';
import { createHash } from 'node:crypto';
import type { Sealed } from '../envelope/read-sealed';
import type { EnvelopeState } from '../envelope-format/envelope-state';
import { parseSeal, type Seal } from '../envelope-format/seal';
import { verifyDocumentTimestamp, verifySignedDocument } from '../envelope-format/signed-document';
import { agreesWithTitle, placeInSeal, type RecipientColumns } from '../sealed-rows/disagreements';
import { sealPlace } from '../sealed-rows/seal-place';

/** What a receipt may say of an envelope: nothing that its row alone says. */
export type ProvedDocuments = {
  seal: Seal;
  /** Lower-case hex. */
  sealSha256: string;
  /** The time in the authority's token; null while there is none. */
  timestampedAt: Date | null;
  /** Where the server knows it and the seal commits to it, which no seal of version 1 does. */
  title: string | null;
};

/**
 * Verifies seal, signature and timestamp again before anything signed repeats what they say.
 * @throws FormatError, TimestampError where one of them does not verify: no receipt is made of it
 */
export async function proveDocuments(
  envelope: Pick<
    Sealed,
    'seal' | 'sealSignature' | 'timestampResponse' | 'batchPlace' | 'titleSalt' | 'format'
  > & {
    title: string | null;
  },
  sealingKey: { publicKey: string },
  rootsPem: string,
): Promise<ProvedDocuments> {
  const { seal, sealSignature, timestampResponse } = envelope;
  const signed = {
    document: seal,
    batch: sealPlace(envelope),
    signature: sealSignature,
    sealingKey: sealingKey.publicKey,
    timestampResponse,
  };
  await verifySignedDocument(signed);
  const stamp = timestampResponse && (await verifyDocumentTimestamp(signed, timestampResponse, rootsPem));
  const parsed = parseSeal(seal);
  return {
    seal: parsed,
    sealSha256: createHash('sha256').update(seal).digest('hex'),
    timestampedAt: stamp?.time ?? null,
    title: parsed.format === 'pli-seal-1' || !agreesWithTitle(envelope, parsed) ? null : envelope.title,
  };
}

/** The addresses that seal and addenda commit to, of rows that say so; what a row says otherwise is nobody's address here. */
export async function provedAddresses(
  { seal, afterAddenda }: { seal: Uint8Array; afterAddenda: EnvelopeState },
  rows: readonly RecipientColumns[],
): Promise<string[]> {
  const parsed = parseSeal(seal);
  const places = await Promise.all(rows.map((row) => placeInSeal(row, parsed, afterAddenda)));
  return rows.flatMap(({ address }, i) => (places[i] === null ? [] : [address]));
}
