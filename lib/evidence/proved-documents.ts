import 'server-only';
import { createHash } from 'node:crypto';
import { parseSeal, type Seal } from '../envelope-format/seal';
import { verifySealSignature } from '../envelope-format/seal-signature';
import { placeInSeal, type RecipientColumns } from '../sealed-rows/disagreements';
import { verifyTimestampResponse } from '../timestamp/verify-timestamp-response';

/** What a receipt may say of an envelope: nothing that its row alone says. */
export type ProvedDocuments = {
  seal: Seal;
  /** Lower-case hex. */
  sealSha256: string;
  /** The time in the authority's token; null while there is none. */
  timestampedAt: Date | null;
  /** Null: the title is committed to by no seal of version 1; of version 2 its salt lies in the manifest, which the server cannot read. */
  title: string | null;
};

/**
 * Verifies seal, signature and timestamp again before anything signed repeats what they say.
 * @throws FormatError, TimestampError where one of them does not verify: no receipt is made of it
 */
export async function proveDocuments(
  envelope: { seal: Uint8Array; sealSignature: string; timestampResponse: Uint8Array | null },
  sealingKey: { publicKey: string },
  rootsPem: string,
): Promise<ProvedDocuments> {
  const { seal, sealSignature, timestampResponse } = envelope;
  await verifySealSignature(seal, sealSignature, sealingKey.publicKey);
  const digest = createHash('sha256').update(seal).digest();
  const stamp =
    timestampResponse && (await verifyTimestampResponse(timestampResponse, { sha256: digest, rootsPem }));
  return {
    seal: parseSeal(seal),
    sealSha256: digest.toString('hex'),
    timestampedAt: stamp?.time ?? null,
    title: null,
  };
}

/** The addresses that the seal commits to, of rows that say so; what a row says otherwise is nobody's address here. */
export async function provedAddresses(
  seal: Uint8Array,
  rows: readonly RecipientColumns[],
): Promise<string[]> {
  const parsed = parseSeal(seal);
  const places = await Promise.all(rows.map((row) => placeInSeal(row, parsed)));
  return rows.flatMap(({ address }, i) => (places[i] === null ? [] : [address]));
}
