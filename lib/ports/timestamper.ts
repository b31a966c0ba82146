/** A verified RFC 3161 response. */
export type Timestamp = {
  /** DER of the TimeStampResp (what `openssl ts -verify -in` reads). */
  response: Uint8Array;
  /** genTime of the TSTInfo. */
  time: Date;
};

/**
 * A time-stamping authority (RFC 3161). The adapter verifies what it receives (imprint, nonce, signature, chain to
 * `roots`) before it returns. Every adapter passes test/contract/timestamper.contract.ts.
 * @throws when the authority is away or its answer does not verify; the caller retries, and nothing is ever faked.
 */
export interface Timestamper {
  /** Stamps a SHA-256 digest (32 bytes). */
  stamp(sha256: Uint8Array): Promise<Timestamp>;
  /** Root certificates (PEM) against which the tokens verify. */
  roots(): Promise<string>;
}
