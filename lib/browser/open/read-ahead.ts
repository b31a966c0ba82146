import type { SegmentDigest } from '../../envelope-format/types';

type ReadObject = (digest: SegmentDigest) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Begins to fetch ciphertext that will most likely be asked for, while it is still being verified whether it may be
 * opened. Nothing is looked at: each object is given out once, when it is asked for, and is checked then like any other.
 */
export function readAhead(readObject: ReadObject, expected: readonly SegmentDigest[]): ReadObject {
  const begun = new Map<string, ReturnType<ReadObject>>();
  for (const digest of expected) {
    if (begun.has(digest.sha256)) continue;
    const reading = readObject(digest);
    reading.catch(() => undefined); // of interest only if it is asked for
    begun.set(digest.sha256, reading);
  }
  return (digest) => {
    const reading = begun.get(digest.sha256);
    begun.delete(digest.sha256);
    return reading ?? readObject(digest);
  };
}
