import { z } from 'zod';
import type { Bytes } from './bytes';
import { type DocumentKind, encodeCanonicalJson, parseDocument } from './canonical-json';
import {
  arePartsInOrder,
  attachmentsMax,
  canonicalUuidSchema,
  instantSchema,
  partSegmentsSchema,
  segmentDigestSchema,
  sha256HexSchema,
  textSchema,
} from './part-schema';
import { type Seal2, sealSchema2 } from './seal-2';
import type { Seal1 } from './types';

/** A seal of either version; its member `format` tells which. */
export type Seal = Seal1 | Seal2;

const sealSchema1 = z.strictObject({
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

const sealKind: DocumentKind<Seal> = {
  name: 'seal',
  versions: new Map<number, z.ZodType<Seal>>([
    [1, sealSchema1],
    [2, sealSchema2],
  ]),
  code: 'seal-invalid',
};

/** Everything a seal of version 1 says; parts in the manifest's order; the recipients' hashes in any order. */
export type SealInput = Omit<Seal1, 'format' | 'sealedAt' | 'expiresAt'> & {
  sealedAt: Date;
  expiresAt: Date;
};

/** A seal of version 1, with the recipients' hashes sorted and each named once. */
export function buildSeal({ sealedAt, expiresAt, recipientHashes, ...rest }: SealInput): Seal1 {
  return {
    format: 'pli-seal-1',
    ...rest,
    recipientHashes: [...new Set(recipientHashes)].sort(),
    sealedAt: sealedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/**
 * The exact bytes of a seal of either version: canonical JSON (RFC 8785).
 * @throws FormatError `seal-invalid` where a reader would refuse it
 */
export function encodeSeal(seal: Seal): Bytes {
  const bytes = encodeCanonicalJson(seal);
  parseSeal(bytes);
  return bytes;
}

/**
 * Reads a seal of either version strictly.
 * @throws FormatError `seal-invalid`, `format-newer`
 */
export function parseSeal(bytes: Uint8Array): Seal {
  return parseDocument(bytes, sealKind);
}
