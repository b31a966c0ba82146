import { segmentPlaintextBytesMax } from '../envelope-format/types';

/** Segments of a part of that many plaintext bytes; an empty file is one empty segment. */
export function segmentCount(plaintextBytes: number): number {
  return Math.max(1, Math.ceil(plaintextBytes / segmentPlaintextBytesMax));
}

/** Plaintext range [start, end) of one segment of a part. */
export function segmentRange(plaintextBytes: number, index: number): { start: number; end: number } {
  const start = index * segmentPlaintextBytesMax;
  return { start, end: Math.min(start + segmentPlaintextBytesMax, plaintextBytes) };
}
