import type { SignedObjectsAnswer } from '../../envelope/wire';
import { openSegment } from '../../envelope-format/open-segment';
import type { ContentKey } from '../../envelope-format/segment-cipher';
import type { CallApi } from '../../transfer/api-client';
import { pictureBytesMax, pictureHeadBytes, pictureTypeOf } from '../../transfer/picture-type';
import { createSlots } from '../../transfer/slots';
import { createObjectReader } from '../open/fetch-object';
import type { RetryGate } from '../retry-gate';
import type { RememberedSegment } from './upload-messages';

type Means = { origin: string; envelopeId: string; callApi: CallApi; gate: RetryGate };

/**
 * Reads pictures of a draft back from the vault, one at a time, which bounds the memory: each segment verified against what the draft
 * remembers of it. Judged as the reader judges: by the bytes, not by a name; null for what is no picture, or too large to stand in a text.
 * The function throws what `createObjectReader` and `openSegment` do.
 */
export function createPictureReader({ origin, envelopeId, callApi, gate }: Means) {
  const oneAtATime = createSlots(1);
  const { signal } = new AbortController();
  const objectsPath = `/api/drafts/${envelopeId}/objects`;
  let fetchObject: Promise<ReturnType<typeof createObjectReader>> | null = null;
  const begin = async () => {
    const askedAt = performance.now();
    const { objects } = await callApi<SignedObjectsAnswer>('POST', objectsPath, {});
    return createObjectReader({ origin, objects, askedAt, objectsPath, callApi, gate, signal });
  };
  const reader = () => {
    fetchObject ??= gate.persist(begin, signal).catch((error: unknown) => {
      fetchObject = null;
      throw error;
    });
    return fetchObject;
  };
  return (segments: readonly RememberedSegment[], key: ContentKey): Promise<Blob | null> =>
    oneAtATime(async () => {
      const fetchOne = await reader();
      const blobs: Blob[] = [];
      let bytes = 0;
      for (const segment of [...segments].sort((a, b) => a.index - b.index)) {
        const { sha256, ciphertextBytes, plaintextSha256 } = segment;
        const digest = { sha256, ciphertextBytes, ...(plaintextSha256 === null ? {} : { plaintextSha256 }) };
        const plaintext = await openSegment(key, digest, await fetchOne(digest));
        bytes += plaintext.length;
        if (bytes > pictureBytesMax) return null;
        blobs.push(new Blob([plaintext]));
      }
      const whole = new Blob(blobs);
      const type = pictureTypeOf(new Uint8Array(await whole.slice(0, pictureHeadBytes).arrayBuffer()));
      return type && new Blob([whole], { type });
    });
}
