import { createHash } from 'node:crypto';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import type { SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';
import type { ObjectHome, ObjectStore } from '../ports/object-store';

/** A whole segment that came inside a request, in place of a request of its own. */
export type CarriedBytes = { digest: SegmentDigest; bytes: Buffer };

/** @throws AppError `bad-request` for a size that no segment has */
export function carriedBytes(base64: string): CarriedBytes {
  const bytes = Buffer.from(base64, 'base64');
  try {
    segmentPlaintextBytes(bytes.length);
  } catch (cause) {
    throw new AppError('bad-request', { detail: { field: 'carried' }, cause });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { digest: { sha256, ciphertextBytes: bytes.length }, bytes };
}

/** The parts of a request's `carried`, by their ids. @throws AppError `bad-request` */
export function carriedParts(
  carried: readonly { partId: string; bytes: string }[] = [],
): Map<string, CarriedBytes> {
  return new Map(carried.map(({ partId, bytes }) => [partId, carriedBytes(bytes)]));
}

/**
 * Stores them, once rows name them and with nothing locked. Repeating it is harmless.
 * @throws AppError `storage-unavailable`, `storage-full`
 */
export async function putCarried(
  store: Pick<ObjectStore, 'put'>,
  all: readonly (CarriedBytes & { home: ObjectHome })[],
): Promise<void> {
  await Promise.all(
    all.map(({ home, digest, bytes }) =>
      store.put({ ...home, sha256: digest.sha256 }, digest.ciphertextBytes, once(bytes)),
    ),
  );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
