import type { SignedObjectsAnswer, SignedRequestAnswer } from '../../envelope/wire';
import { FormatError } from '../../envelope-format/format-error';
import type { SegmentDigest } from '../../envelope-format/types';
import { type CallApi, NetworkLost } from '../../transfer/api-client';
import { dated, isLate } from '../../transfer/begin-by';
import { storeRefusal } from '../../transfer/store-refusal';
import type { RetryGate } from '../retry-gate';

/** The vault has no object of that digest, though the seal names it. */
export class SegmentMissing extends Error {}

/**
 * Reads stored objects by their signed requests, however often the network fails; asks for fresh requests before
 * they expire: on a slow line once for every few segments. `onBytes` gets what arrived, and the negative of it when an attempt is lost.
 * @throws SegmentMissing, FormatError `segment-digest` at the first byte too many, ApiProblem for a refusal for good
 */
export function createObjectReader(options: {
  origin: string;
  objects: Record<string, SignedRequestAnswer>;
  /** `performance.now()` from before they were asked for. */
  askedAt: number;
  objectsPath: string;
  callApi: CallApi;
  gate: RetryGate;
  signal: AbortSignal;
}): (digest: SegmentDigest) => Promise<Uint8Array<ArrayBuffer>> {
  const { origin, objectsPath, callApi, gate, signal } = options;
  let { objects, askedAt } = options;
  let renewing: Promise<void> | null = null;

  const renew = () => {
    const askingAt = performance.now();
    renewing ??= callApi<SignedObjectsAnswer>('POST', objectsPath, {}, { signal })
      .then((answer) => {
        objects = answer.objects;
        askedAt = askingAt;
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  };

  const readOnce = async (digest: SegmentDigest) => {
    const known = objects[digest.sha256];
    if (known && isLate(dated(known, askedAt))) await renew();
    const request = objects[digest.sha256];
    if (!request) throw new SegmentMissing(digest.sha256);
    const url = new URL(request.url, origin);
    const response = await fetch(url, { headers: request.headers, cache: 'no-store', signal }).catch(
      (error: unknown) => {
        throw new NetworkLost(error);
      },
    );
    if (response.status === 404) throw new SegmentMissing(digest.sha256);
    if (response.status === 403) {
      await renew();
      throw storeRefusal(403);
    }
    // The sign-in page of a network that lets nobody out yet is no altered letter.
    if (response.redirected || response.headers.get('content-type')?.startsWith('text/html'))
      throw new NetworkLost();
    if (!response.ok) throw storeRefusal(response.status);
    return readBody(response, digest.ciphertextBytes);
  };

  return (digest) => gate.persist(() => readOnce(digest), signal);
}

/**
 * The body, at most `bytesMax` of it, read straight into memory of that size where the browser can (Safari cannot): half the
 * processor time of `arrayBuffer()`, and a store that answers without end fills no memory.
 * @throws NetworkLost, FormatError `segment-digest`
 */
async function readBody(response: Response, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = byteReaderOf(response);
  if (reader === null) {
    const bytes = await response.arrayBuffer().catch((error: unknown) => {
      throw new NetworkLost(error);
    });
    return new Uint8Array(bytes);
  }
  const read = (into: Uint8Array<ArrayBuffer>) =>
    reader.read(into).catch((error: unknown) => {
      throw new NetworkLost(error);
    });
  let buffer = new ArrayBuffer(bytesMax);
  for (let length = 0; length < bytesMax; ) {
    const { done, value } = await read(new Uint8Array(buffer, length));
    if (value === undefined) throw new NetworkLost();
    if (done) return new Uint8Array(value.buffer, 0, length);
    buffer = value.buffer;
    length += value.byteLength;
  }
  const { done } = await read(new Uint8Array(1));
  if (!done) {
    await reader.cancel();
    throw new FormatError('segment-digest', `more than ${bytesMax} bytes`);
  }
  return new Uint8Array(buffer);
}

/** Null where the browser's bodies are no byte streams (Streams Standard, section 4.5). */
function byteReaderOf(response: Response): ReadableStreamBYOBReader | null {
  try {
    return response.body?.getReader({ mode: 'byob' }) ?? null;
  } catch {
    return null;
  }
}
