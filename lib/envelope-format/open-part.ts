import type { Bytes } from './bytes';
import { FormatError } from './format-error';
import { createIncrementalSha256 } from './incremental-sha256';
import { openSegment } from './open-segment';
import type { ContentKey } from './segment-cipher';
import type { ManifestPart, SegmentDigest } from './types';

/** Follows a part's plaintext in order, segment after segment. */
type PartVerifier = {
  add(plaintext: Uint8Array): void;
  /** @throws FormatError `part-digest` unless all that was added is exactly the part */
  finish(): void;
};

/** The last check of a download: the whole plaintext against the (verified) manifest's size and SHA-256. */
async function createPartVerifier(
  part: Pick<ManifestPart, 'plaintextBytes' | 'plaintextSha256'>,
): Promise<PartVerifier> {
  const digest = await createIncrementalSha256();
  let bytes = 0;
  return {
    add(plaintext) {
      bytes += plaintext.length;
      digest.update(plaintext);
    },
    finish() {
      if (bytes !== part.plaintextBytes || digest.finish() !== part.plaintextSha256) {
        throw new FormatError('part-digest', 'not the plaintext the manifest names');
      }
    },
  };
}

/**
 * A part's plaintext, segment after segment. Every segment is verified before it is given out; that the part is whole
 * shows only at the end, so nothing may be shown or kept before the generator has returned.
 * @param part of a manifest that `verifyEnvelope` has returned
 * @param fetchSegment reads the stored object with that SHA-256
 * @throws FormatError `segment-digest`, `segment-…`, `part-digest`
 */
export async function* openPart(
  contentKey: ContentKey,
  part: ManifestPart,
  fetchSegment: (digest: SegmentDigest, index: number) => Promise<Uint8Array>,
): AsyncGenerator<Bytes, void> {
  const verifier = await createPartVerifier(part);
  for (const [index, digest] of part.segments.entries()) {
    const plaintext = await openSegment(contentKey, digest, await fetchSegment(digest, index));
    verifier.add(plaintext);
    yield plaintext;
  }
  verifier.finish();
}
