import type { Bytes } from './bytes';
import { decryptSegment } from './decrypt-segment';
import { sha256Hex } from './digest';
import { FormatError } from './format-error';
import type { ContentKey } from './segment-cipher';
import type { ManifestSegment, SegmentDigest } from './types';

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
 * Verifies and decrypts one stored segment: size and digest of what is stored, every tag, and (from version 2 on, where the
 * manifest names it) the digest of the plaintext. What is returned may be kept at once, in the manifest's order.
 * @param key of the part; in version 1 the content key
 * @throws FormatError `segment-digest`, then those of `decryptSegment`, then `segment-plaintext`
 */
export async function openSegment(
  key: ContentKey,
  segment: ManifestSegment,
  ciphertext: Uint8Array,
): Promise<Bytes> {
  await verifySegment(segment, ciphertext);
  const plaintext = await decryptSegment(key, ciphertext);
  if (segment.plaintextSha256 !== undefined && (await sha256Hex(plaintext)) !== segment.plaintextSha256) {
    throw new FormatError('segment-plaintext', 'not the plaintext the manifest names');
  }
  return plaintext;
}
