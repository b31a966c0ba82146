import { z } from 'zod';
import { type Bytes, concatBytes } from './bytes';
import { encodeCanonicalJson, parseCanonicalJson } from './canonical-json';
import { sha256Hex } from './digest';
import { FormatError } from './format-error';
import {
  arePartsInOrder,
  attachmentsMax,
  canonicalUuidSchema,
  partSegmentsSchema,
  segmentDigestSchema,
  sha256HexSchema,
  textSchema,
} from './part-schema';
import type { Seal, Sha256Hex } from './types';

/** RFC 3339, UTC, milliseconds; a date that exists. */
const instantSchema = z.string().refine((text) => {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
});

const sealSchema = z.strictObject({
  format: z.literal('pli-seal-1'),
  envelopeId: canonicalUuidSchema,
  sender: z.strictObject({
    address: textSchema(320).min(1),
    name: textSchema(1_000),
    organisation: textSchema(1_000),
  }),
  recipientHashes: z
    .array(sha256HexSchema)
    .min(1)
    .max(10_000)
    .refine(
      (hashes) => hashes.every((hash, index) => index === 0 || hash > (hashes[index - 1] ?? '')),
      'not sorted',
    ),
  manifest: segmentDigestSchema,
  parts: z
    .array(
      z.strictObject({
        id: canonicalUuidSchema,
        kind: z.enum(['body', 'attachment']),
        segments: partSegmentsSchema,
      }),
    )
    .min(1)
    .max(1 + attachmentsMax)
    .refine(arePartsInOrder, 'one body first, no id twice'),
  sealedAt: instantSchema,
  expiresAt: instantSchema,
});

/** Everything a seal says; parts in the manifest's order; the recipients' hashes in any order. */
export type SealInput = Omit<Seal, 'format' | 'sealedAt' | 'expiresAt'> & { sealedAt: Date; expiresAt: Date };

/** A seal, with the recipients' hashes sorted and each named once. */
export function buildSeal({ sealedAt, expiresAt, recipientHashes, ...rest }: SealInput): Seal {
  return {
    format: 'pli-seal-1',
    ...rest,
    recipientHashes: [...new Set(recipientHashes)].sort(),
    sealedAt: sealedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/**
 * The exact bytes that are signed and time-stamped: canonical JSON (RFC 8785).
 * @throws FormatError `seal-invalid` where a reader would refuse it
 */
export function encodeSeal(seal: Seal): Bytes {
  const bytes = encodeCanonicalJson(seal);
  parseSeal(bytes);
  return bytes;
}

/**
 * Reads a seal strictly.
 * @throws FormatError `seal-invalid`
 */
export function parseSeal(bytes: Uint8Array): Seal {
  return parseCanonicalJson(bytes, sealSchema, 'seal-invalid');
}

/**
 * How a recipient stands in the seal: SHA-256 of salt || address (UTF-8). The salt (32 random bytes, one a recipient)
 * keeps the others' addresses from being guessed; its fixed length keeps the border between both from being moved.
 * @param address normalised, as it stands in the recipients of the envelope
 * @throws FormatError `recipient-absent` for a salt of another length
 */
export async function recipientHash(address: string, salt: Uint8Array): Promise<Sha256Hex> {
  if (salt.length !== 32) throw new FormatError('recipient-absent', `a salt of ${salt.length} bytes`);
  return sha256Hex(concatBytes(salt, new TextEncoder().encode(address)));
}
