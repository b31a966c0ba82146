import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/ports/clock';
import type { ObjectStore, SignedFor } from '../../lib/ports/object-store';

export type StoreUnderTest = {
  store: ObjectStore;
  /** Origin that relative vault URLs are asked from. */
  origin: string;
  /** Whose answer a browser gets to its PUT: `store` itself (direct) or `application` (disk, proxied). */
  refuses: 'store' | 'application';
  stop(): Promise<void>;
};

/** Whoever it is: what it is signed for is not the store's to judge. */
export const signedForSomebody: SignedFor = {
  by: 'session',
  byId: '0198c0de-0000-7000-8000-00000000000a',
  as: 'draft',
  asId: '0198c0de-0000-7000-8000-00000000000b',
};

/** From the signing to the start of a request. */
export const secondsValid = { PUT: 120, GET: 60 };

/** A clock that a test can put forward. */
export type TestClock = Clock & { offsetMilliseconds: number };
export function createTestClock(): TestClock {
  return {
    offsetMilliseconds: 0,
    now() {
      return new Date(Date.now() + this.offsetMilliseconds);
    },
  };
}

export const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
export const keyOf = (bytes: Uint8Array, envelopeId: string = randomUUID()) => ({
  envelopeId,
  sha256: sha256Of(bytes),
});

export async function* inPieces(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** With one bit of the middle turned. */
export function flipped(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const wrong = Uint8Array.from(bytes);
  const middle = bytes.length >> 1;
  wrong[middle] = (wrong[middle] ?? 0) ^ 1;
  return wrong;
}
