/**
 * Why a reader of the envelope format refuses. Codes are stable: pages translate them, vectors name them,
 * docs/envelope-format.md (section "Refusals") explains them.
 */
export const formatErrorCodes = [
  /** More plaintext than a segment may hold, or a stored size that no plaintext has. */
  'segment-size',
  /** Not the one packet layout this format knows. */
  'segment-malformed',
  /** A changed, missing or added byte, or another key. */
  'segment-authentication',
  /** The stored bytes are not those the seal names. */
  'segment-digest',
  /** A segment's decrypted bytes are not those the manifest names. */
  'segment-plaintext',
  /** A part's decrypted bytes are not those the manifest names. */
  'part-digest',
  'content-key-invalid',
  /** A part's wrapped key that this envelope's content key does not open. */
  'part-key-invalid',
  /** Not one PKESK of a 32-byte seed for this vault key. */
  'key-packet-invalid',
  'manifest-invalid',
  /** The manifest and the seal do not describe the same parts. */
  'manifest-disagrees',
  'seal-invalid',
  /** A genuine seal, but of another envelope. */
  'seal-of-another-envelope',
  'signature-invalid',
  /** The reader's address with his salt is not among the sealed recipients. */
  'recipient-absent',
  /** No place in a batch of 1 to 1,000 documents. */
  'batch-invalid',
  'addendum-invalid',
  /** An addendum that does not continue what stands before it. */
  'addendum-chain',
  /** A later version of this format: nothing is said against it, and nothing for it. */
  'format-newer',
] as const;

export type FormatErrorCode = (typeof formatErrorCodes)[number];

/** The only error this library throws on purpose. `reason` is for logs and tests, never for a person. */
export class FormatError extends Error {
  readonly code: FormatErrorCode;

  constructor(code: FormatErrorCode, reason: string, options: { cause?: unknown } = {}) {
    super(`${code}: ${reason}`, options);
    this.name = 'FormatError';
    this.code = code;
  }
}
