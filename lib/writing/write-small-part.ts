import type { Bytes } from '../envelope-format/bytes';
import type { ManifestPart2 } from '../envelope-format/manifest-2';
import { generatePartKey, type PartKeys } from '../envelope-format/part-key';
import { writeSegment } from './write-segment';

/** What a manifest says of how a part is stored. */
export type StoredContent = Pick<
  ManifestPart2,
  'id' | 'plaintextBytes' | 'plaintextSha256' | 'wrappedKey' | 'segments'
>;

/** A part of one segment, with the bytes that are to be stored. */
export async function writeSmallPart(
  keys: PartKeys,
  id: string,
  plaintext: Bytes,
): Promise<{ stored: StoredContent; ciphertext: Bytes }> {
  const key = generatePartKey();
  const wrappedKey = await keys.wrap(key);
  const { digest, ciphertext } = await writeSegment(key, plaintext);
  const { plaintextSha256 } = digest; // of the only segment: of the part
  const plaintextBytes = plaintext.length;
  return { stored: { id, plaintextBytes, plaintextSha256, wrappedKey, segments: [digest] }, ciphertext };
}
