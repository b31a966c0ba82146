/**
 * A folder of the vault, by the UUID of what it belongs to: a part's segments lie under the part's id, manifests and whatever belongs to
 * envelopes of version 1 under the envelope's.
 */
export type ObjectHome = { envelopeId: string } | { partId: string };

/** Where one stored object lies, named by the SHA-256 of its bytes: lower-case hex, 64 characters. */
export type ObjectKey = ObjectHome & { sha256: string };

/** What the browser must send for a PUT or a GET; `headers` belong to the signature and must be sent as they are. */
export type SignedRequest = {
  method: 'PUT' | 'GET';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** It must have begun by then; what has begun may take as long as it takes. */
  expiresAt: Date;
  /** The same from the signing on, for whose clock is another. */
  secondsValid: number;
};

/**
 * For whom a request is signed, and by which right. A store that is reached through the application asks again, when the request
 * begins, whether both still stand; the ids are no credentials.
 */
export type SignedFor = {
  /** Who acts: an open session, or an access token. */
  by: 'session' | 'token';
  byId: string;
  /** What gives the right: a draft that is being written, a recipient's row, an envelope of the actor's mailbox. */
  as: 'draft' | 'received' | 'sent';
  asId: string;
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
  signPut(key: ObjectKey, bytes: number, signedFor: SignedFor): Promise<SignedRequest>;
  /** A request that reads the object, from a browser, for a short time. */
  signGet(key: ObjectKey, signedFor: SignedFor): Promise<SignedRequest>;
  /** Sizes by SHA-256 of all objects of a home (any number; paged inside). */
  list(home: ObjectHome): Promise<ReadonlyMap<string, number>>;
  /** Streams bytes in (server side: command line, tests, proxying); same refusals as a signed PUT. */
  put(key: ObjectKey, bytes: number, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** Streams an object out, with its size. @throws AppError `not-found` */
  get(key: ObjectKey): Promise<{ bytes: number; body: AsyncIterable<Uint8Array> }>;
  /**
   * Removes the given objects of a home, with all their versions; absent ones are no error. What the store itself keeps under an
   * object lock stays: `lockedUntil` says until when at the latest.
   */
  remove(home: ObjectHome, sha256s: readonly string[]): Promise<{ lockedUntil: Date | null }>;
  /** Whether the store answers; `full` when it has no room, and so takes nothing while all that is in it can be read. Never throws. */
  ready(): Promise<{ ok: true; full?: true } | { ok: false; reason: string }>;
}
