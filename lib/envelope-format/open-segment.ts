import type { Bytes } from './bytes';
import { decryptSegment } from './decrypt-segment';
import { sha256Hex } from './digest';
import { FormatError } from './format-error';
import type { ContentKey } from './segment-cipher';
import type { SegmentDigest } from './types';

/**
 * Checks that stored bytes are those the seal names, by size and SHA-256, before anything else is done with them.
 * @throws FormatError `segment-digest`
 */
export async function verifySegment(digest: SegmentDigest, ciphertext: Uint8Array): Promise<void> {
  if (ciphertext.length !== digest.ciphertextBytes) {
    throw new FormatError(
      'segment-digest',
      `${ciphertext.length} bytes instead of ${digest.ciphertextBytes}`,
    );
  }
  if ((await sha256Hex(ciphertext)) !== digest.sha256) {
    throw new FormatError('segment-digest', `not the bytes with SHA-256 ${digest.sha256}`);
  }
}

/**
 * Verifies and decrypts one stored segment.
 * @throws FormatError `segment-digest`, then those of `decryptSegment`
 */
export async function openSegment(
  contentKey: ContentKey,
  digest: SegmentDigest,
  ciphertext: Uint8Array,
): Promise<Bytes> {
  await verifySegment(digest, ciphertext);
  return decryptSegment(contentKey, ciphertext);
}
