import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import type { SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';
import type { Tx } from '../jobs/queue';
import type { PartKind } from './wire';

/** A part of a draft as it is registered: segments by ascending index. */
export type RegisteredPart = {
  id: string;
  kind: PartKind;
  segments: readonly (SegmentDigest & { index: number })[];
};

/** What is registered for an envelope, in two queries. */
export function registeredParts(tx: Tx, envelopeId: string): Promise<RegisteredPart[]> {
  return tx.part.findMany({
    where: { envelopeId },
    select: {
      id: true,
      kind: true,
      segments: { select: { index: true, sha256: true, ciphertextBytes: true }, orderBy: { index: 'asc' } },
    },
  });
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
