import { z } from 'zod';
import {
  arePartsOf2InOrder,
  attachmentsMax,
  canonicalUuidSchema,
  instantSchema,
  moreOf,
  moreSchema,
  partSegmentsSchema,
  segmentDigestSchema,
  sha256HexSchema,
  textSchema,
} from './part-schema';

/** By which way a letter came in. More will come: a reader shows one that it does not know as it is written. */
export const origins = ['browser', 'api', 'deposit', 'smtp', 'operator', 'import'] as const;
export type Origin = (typeof origins)[number];

/** A person or program, by the name under which it acted and the commitment of its address (null: it has none). */
export const partySchema = z.strictObject({
  label: textSchema(1_000).min(1),
  addressHash: sha256HexSchema.nullable(),
});

/** Sorted, none twice. */
const sortedHashesSchema = z
  .array(sha256HexSchema)
  .max(10_000)
  .refine(
    (hashes) => hashes.every((hash, index) => index === 0 || hash > (hashes[index - 1] ?? '')),
    'not sorted',
  );

/** docs/envelope-format.md, section "Seal, version 2". */
export const sealSchema2 = z.strictObject({
  format: z.literal('pli-seal-2'),
  envelopeId: canonicalUuidSchema,
  /** The mailbox it goes out from, as recipients see it. */
  sender: z.strictObject({
    address: textSchema(320).min(1),
    name: textSchema(1_000),
    organisation: textSchema(1_000),
  }),
  /** Who pressed Send, or what did. */
  author: partySchema,
  /** In whose name, where it is not the author's own. */
  inNameOf: partySchema.nullable(),
  origin: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/)
    .max(40),
  /** `server`: the provider had the letter in the clear before it was encrypted (a mail that came in, an import). */
  encryptedOn: z.enum(['device', 'server']),
  /** SHA-256 of the canonical bytes of the seal it answers. */
  inReplyTo: sha256HexSchema.nullable(),
  /** The same of those it forwards. */
  forwards: sortedHashesSchema,
  /** Commitment of the title, whose salt the manifest holds. */
  titleHash: sha256HexSchema,
  /** `recipientHash2` of each recipient. */
  recipientHashes: sortedHashesSchema.min(1),
  manifest: segmentDigestSchema,
  /** In the manifest's order. An id names the part, and its home in the store, wherever it is named. */
  parts: z
    .array(
      z.strictObject({
        id: canonicalUuidSchema,
        kind: z.enum(['body', 'attachment', 'original']),
        segments: partSegmentsSchema,
      }),
    )
    .min(1)
    .max(2 + attachmentsMax)
    .refine(arePartsOf2InOrder, 'one body first, an original last, no id twice'),
  sealedAt: instantSchema,
  expiresAt: instantSchema,
  more: moreSchema,
});

/** Canonical JSON (RFC 8785); holds no secret; the root over its exact bytes is signed and time-stamped (batch.ts). */
export type Seal2 = z.infer<typeof sealSchema2>;

/** Everything a seal says; parts in the manifest's order; hashes in any order. */
export type Seal2Input = Omit<Seal2, 'format' | 'origin' | 'sealedAt' | 'expiresAt'> & {
  origin: Origin;
  sealedAt: Date;
  expiresAt: Date;
};

/** A seal, with hashes sorted and each named once; `more` is left out where nothing is in it. */
export function buildSeal2({
  sealedAt,
  expiresAt,
  recipientHashes,
  forwards,
  more,
  ...rest
}: Seal2Input): Seal2 {
  return {
    format: 'pli-seal-2',
    ...rest,
    recipientHashes: sorted(recipientHashes),
    forwards: sorted(forwards),
    sealedAt: sealedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...moreOf(more),
  };
}

const sorted = (hashes: readonly string[]) => [...new Set(hashes)].sort();
