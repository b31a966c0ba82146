import { recipientHash, recipientHash2 } from '../envelope-format/salted-hash';
import type { Seal } from '../envelope-format/seal';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';

/** What of an envelope's row its seal says as well. */
export type SealedColumns = {
  id: string;
  senderAddress: string | null;
  senderName: string | null;
  sealedAt: Date | null;
  expiresAt: Date | null;
  attachmentCount: number;
  attachmentBytes: bigint;
};

/**
 * The columns of an envelope's row that are not what its seal says; empty where they agree. The title is committed to by seals of
 * version 2 only, whose salt lies in the manifest: neither version's is compared here.
 */
export function columnsThatDisagree(row: SealedColumns, seal: Seal): string[] {
  const attachments = seal.parts.filter(({ kind }) => kind === 'attachment');
  const bytes = attachments
    .flatMap(({ segments }) => segments)
    .reduce((sum, { ciphertextBytes }) => sum + segmentPlaintextBytes(ciphertextBytes), 0);
  const agrees: Record<string, boolean> = {
    id: row.id === seal.envelopeId,
    sender_address: row.senderAddress === seal.sender.address,
    sender_name: row.senderName === seal.sender.name,
    sealed_at: row.sealedAt?.toISOString() === seal.sealedAt,
    expires_at: row.expiresAt?.toISOString() === seal.expiresAt,
    attachment_count: row.attachmentCount === attachments.length,
    attachment_bytes: Number(row.attachmentBytes) === bytes,
  };
  return Object.keys(agrees).filter((column) => agrees[column] === false);
}

/** What of a recipient's row the seal commits to: of version 1 the address alone, of version 2 kind and name as well. */
export type RecipientColumns = {
  address: string;
  kind: 'to' | 'cc' | 'bcc';
  name: string | null;
  salt: Uint8Array;
};

/** The recipient's place in the seal, as its row says it; null where the seal knows nobody of that address and salt. */
export async function placeInSeal(
  { address, kind, name, salt }: RecipientColumns,
  seal: Seal,
): Promise<string | null> {
  const hash =
    seal.format === 'pli-seal-1'
      ? await recipientHash(address, salt)
      : await recipientHash2({ address, kind, name: name ?? '' }, salt);
  return seal.recipientHashes.includes(hash) ? hash : null;
}
