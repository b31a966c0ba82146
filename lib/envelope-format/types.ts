/** Types of the envelope format; the specification is docs/envelope-format.md. */

/** Plaintext bytes of a full segment: 8 MiB. */
export const segmentPlaintextBytesMax = 8_388_608;

/** Lower-case hex of a SHA-256. */
export type Sha256Hex = string;

/** One stored segment: one OpenPGP message (RFC 9580 SEIPDv2). */
export type SegmentDigest = { sha256: Sha256Hex; ciphertextBytes: number };

/** A segment as a manifest names it; version 1 does not say what its plaintext is. */
export type ManifestSegment = SegmentDigest & { plaintextSha256?: Sha256Hex };

/** A part as a manifest of version 1 describes it: segments in order. */
export type ManifestPart1 = {
  id: string;
  kind: 'body' | 'attachment';
  /** File name as dropped, Unicode NFC; absent for the body. Never trusted by a reader. */
  name?: string;
  /** Media type as the browser named it. Never trusted by a reader. */
  mediaType: string;
  plaintextBytes: number;
  /** Of the whole part's plaintext. */
  plaintextSha256: Sha256Hex;
  segments: readonly SegmentDigest[];
};

/** Canonical JSON (RFC 8785), stored as one OpenPGP message under the content key. */
export type Manifest1 = {
  format: 'pli-manifest-1';
  envelopeId: string;
  subject: string;
  /** Exactly one body, first; then the attachments in order. */
  parts: readonly ManifestPart1[];
};

/** Canonical JSON (RFC 8785); holds no secret; its exact bytes are signed and time-stamped. */
export type Seal1 = {
  format: 'pli-seal-1';
  envelopeId: string;
  sender: { address: string; name: string; organisation: string };
  /** SHA-256 hex of salt || normalised address (UTF-8), one a recipient, sorted. */
  recipientHashes: readonly Sha256Hex[];
  manifest: SegmentDigest;
  /** In the manifest's order; ids and segments only: names stay in the encrypted manifest. */
  parts: readonly { id: string; kind: 'body' | 'attachment'; segments: readonly SegmentDigest[] }[];
  /** RFC 3339 UTC with milliseconds. */
  sealedAt: string;
  expiresAt: string;
};
