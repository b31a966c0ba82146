import type { Tx } from '../db/transaction';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import type { SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';
import type { PartKind } from './wire';

/** A part of a draft as it is registered: segments by ascending index. */
export type RegisteredPart = {
  id: string;
  kind: PartKind;
  segments: readonly (SegmentDigest & { index: number })[];
};

type Row = { id: string; kind: PartKind; index: number | null; sha256: string; ciphertextBytes: number };

/** What is registered for an envelope. */
export async function registeredParts(tx: Tx, envelopeId: string): Promise<RegisteredPart[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT parts.id, parts.kind::text, index, sha256, ciphertext_bytes AS "ciphertextBytes"
    FROM parts LEFT JOIN segments ON segments.part_id = parts.id
    WHERE parts.envelope_id = ${envelopeId}::uuid ORDER BY parts.id, index`;
  const parts = new Map<string, RegisteredPart & { segments: (SegmentDigest & { index: number })[] }>();
  for (const { id, kind, index, sha256, ciphertextBytes } of rows) {
    const part = parts.get(id) ?? { id, kind, segments: [] };
    parts.set(id, part);
    if (index !== null) part.segments.push({ index, sha256, ciphertextBytes });
  }
  return [...parts.values()];
}

/** Plaintext bytes of all attachments, computed from the sizes of what is stored: no client's word counts. */
export function attachmentBytesOf(parts: readonly Pick<RegisteredPart, 'kind' | 'segments'>[]): number {
  return parts
    .filter(({ kind }) => kind === 'attachment')
    .flatMap(({ segments }) => segments)
    .reduce((sum, { ciphertextBytes }) => sum + segmentPlaintextBytes(ciphertextBytes), 0);
}

/**
 * Refuses more attachments than an envelope may hold.
 * @throws AppError `attachments-too-large` with `bytesMax` and `bytes`
 */
export function assertWithinLimit(bytes: number, bytesMax: number): void {
  if (bytes > bytesMax) throw new AppError('attachments-too-large', { detail: { bytes, bytesMax } });
}
