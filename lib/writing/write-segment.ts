import type { Bytes } from '../envelope-format/bytes';
import { sha256Hex } from '../envelope-format/digest';
import { encryptSegment } from '../envelope-format/encrypt-segment';
import type { ManifestPart2 } from '../envelope-format/manifest-2';
import type { ContentKey } from '../envelope-format/segment-cipher';

/** A segment as the manifest names it, and the bytes that are stored. */
export type WrittenSegment = { digest: ManifestPart2['segments'][number]; ciphertext: Bytes };

/** Encrypts one segment of a part under the part's key; the digest of its plaintext goes into the manifest. */
export async function writeSegment(partKey: ContentKey, plaintext: Bytes): Promise<WrittenSegment> {
  const { ciphertext, digest } = beginSegment(partKey, plaintext);
  const [stored, named] = await Promise.all([ciphertext, digest]);
  return { digest: named, ciphertext: stored };
}

/**
 * The same in its two steps, for whom the plaintext's memory is dear: it is needed no more once there is a ciphertext (WebCrypto digests a
 * copy).
 */
export function beginSegment(
  partKey: ContentKey,
  plaintext: Bytes,
): { ciphertext: Promise<Bytes>; digest: Promise<WrittenSegment['digest']> } {
  const plaintextSha256 = sha256Hex(plaintext);
  const ciphertext = encryptSegment(partKey, plaintext);
  const digest = ciphertext.then(async (stored) => ({
    sha256: await sha256Hex(stored),
    ciphertextBytes: stored.length,
    plaintextSha256: await plaintextSha256,
  }));
  digest.catch(() => undefined); // whoever waits for the ciphertext hears of it
  return { ciphertext, digest };
}
