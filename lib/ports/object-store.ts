/** Where one stored object lies: a segment (or the manifest) of an envelope, named by the SHA-256 of its bytes. */
export type ObjectKey = {
  /** UUID of the envelope. */
  envelopeId: string;
  /** Lower-case hex, 64 characters. */
  sha256: string;
};

/** What the browser must send for a PUT or a GET; `headers` belong to the signature and must be sent as they are. */
export type SignedRequest = {
  method: 'PUT' | 'GET';
  url: string;
  headers: Readonly<Record<string, string>>;
  expiresAt: Date;
};

/**
 * The vault. Every adapter passes test/contract/object-store.contract.ts.
 *
 * Guarantees: an object is there whole or not at all; a PUT of bytes whose SHA-256 or length is not the signed one is
 * refused and leaves nothing; repeating a PUT is harmless; what was acknowledged survives kill -9 and power loss.
 * @throws AppError `storage-unavailable` when the store cannot be reached, `storage-full` when it has no room,
 * `bytes-refused` when the bytes are not those that were announced.
 */
export interface ObjectStore {
  /** A request that stores exactly these bytes, from a browser, for a short time. */
  signPut(key: ObjectKey, bytes: number): Promise<SignedRequest>;
  /** A request that reads the object, from a browser, for a short time. */
  signGet(key: ObjectKey): Promise<SignedRequest>;
  /** Sizes by SHA-256 of all objects of an envelope (any number; paged inside). */
  list(envelopeId: string): Promise<ReadonlyMap<string, number>>;
  /** Streams bytes in (server side: command line, tests, proxying); same refusals as a signed PUT. */
  put(key: ObjectKey, bytes: number, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** Streams an object out, with its size. @throws AppError `not-found` */
  get(key: ObjectKey): Promise<{ bytes: number; body: AsyncIterable<Uint8Array> }>;
  /** Removes the given objects of an envelope; absent ones are no error. */
  remove(envelopeId: string, sha256s: readonly string[]): Promise<void>;
  /** Whether the store answers; `full` when it has no room, and so takes nothing while all that is in it can be read. Never throws. */
  ready(): Promise<{ ok: true; full?: true } | { ok: false; reason: string }>;
}
