/** Why a timestamp does not verify; stable, named by docs/envelope-format.md (section "Timestamp"). */
export const timestampErrorCodes = [
  /** Not a DER TimeStampResp with one token of one signer, or surplus bytes. */
  'timestamp-malformed',
  /** The authority answered that it does not stamp this. */
  'timestamp-refused',
  /** A token, but of other data. */
  'timestamp-imprint',
  /** A token, but not the answer to this request. */
  'timestamp-nonce',
  /** The signature does not verify, or does not cover the token or its certificate. */
  'timestamp-signature',
  /** The signer's certificate may not sign timestamps. */
  'timestamp-certificate',
  /** No valid path from the signer's certificate to a root that is trusted. */
  'timestamp-chain',
] as const;

export type TimestampErrorCode = (typeof timestampErrorCodes)[number];

/** The only error this library throws on purpose. `reason` is for logs and tests, never for a person. */
export class TimestampError extends Error {
  readonly code: TimestampErrorCode;

  constructor(code: TimestampErrorCode, reason: string, options: { cause?: unknown } = {}) {
    super(`${code}: ${reason}`, options);
    this.name = 'TimestampError';
    this.code = code;
  }
}
