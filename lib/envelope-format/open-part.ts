import type { Bytes } from './bytes';
import { FormatError } from './format-error';
import { createIncrementalSha256 } from './incremental-sha256';
import type { ManifestPart } from './manifest';
import { openSegment } from './open-segment';
import type { ContentKey } from './segment-cipher';
import type { ManifestSegment } from './types';

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
 * A part's plaintext, segment after segment, and at the end its whole digest, which a reader of version 2 may leave out. Every
 * segment is verified before it is given out; that in version 1 the part is whole shows only at the end, so nothing of it may
 * be shown or kept before the generator has returned.
 * @param key of the part (`keysOfParts`)
 * @param part of a manifest that `verifyEnvelope` has returned
 * @param fetchSegment reads the stored object with that SHA-256
 * @throws FormatError `segment-…`, `part-digest`
 */
export async function* openPart(
  key: ContentKey,
  part: ManifestPart,
  fetchSegment: (segment: ManifestSegment, index: number) => Promise<Uint8Array>,
): AsyncGenerator<Bytes, void> {
  const verifier = await createPartVerifier(part);
  const segments: readonly ManifestSegment[] = part.segments;
  for (const [index, segment] of segments.entries()) {
    const plaintext = await openSegment(key, segment, await fetchSegment(segment, index));
    verifier.add(plaintext);
    yield plaintext;
  }
  verifier.finish();
}
