import type { Tx } from '../db/transaction';
import type { PartKind } from '../envelope/part-kind';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import type { SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';
import type { PartHome } from './home-of-part';

/** A part as an envelope names it: segments by ascending index. */
export type RegisteredPart = PartHome & {
  kind: PartKind;
  /** A request that stores bytes of it was given out. */
  signed: boolean;
  segments: readonly (SegmentDigest & { index: number })[];
};

type Row = Omit<RegisteredPart, 'segments'> & {
  index: number | null;
  sha256: string;
  ciphertextBytes: number;
};

/** What an envelope names, by the parts' ids. */
export async function registeredParts(tx: Tx, envelopeId: string): Promise<RegisteredPart[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT p.id, u.kind::text, p.made_in AS "madeIn", p.home, p.signed_at IS NOT NULL AS signed, s.index, s.sha256,
      s.ciphertext_bytes AS "ciphertextBytes"
    FROM part_uses u JOIN parts p ON p.id = u.part_id LEFT JOIN segments s ON s.part_id = p.id
    WHERE u.envelope_id = ${envelopeId}::uuid ORDER BY p.id, s.index`;
  const parts = new Map<string, RegisteredPart & { segments: (SegmentDigest & { index: number })[] }>();
  for (const { index, sha256, ciphertextBytes, ...described } of rows) {
    const part = parts.get(described.id) ?? { ...described, segments: [] };
    parts.set(described.id, part);
    if (index !== null) part.segments.push({ index, sha256, ciphertextBytes });
  }
  return [...parts.values()];
}

type Counted = { kind: PartKind; segments: readonly Pick<SegmentDigest, 'ciphertextBytes'>[] };

/** Plaintext bytes of all attachments, computed from the sizes of what is stored: no client's word counts. */
export function attachmentBytesOf(parts: readonly Counted[]): number {
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
