import { z } from 'zod';
import type { Bytes } from './bytes';
import { encodeCanonicalJson, parseCanonicalJson } from './canonical-json';
import { decryptSegment } from './decrypt-segment';
import { encryptSegment } from './encrypt-segment';
import { FormatError } from './format-error';
import {
  arePartsInOrder,
  attachmentsMax,
  canonicalUuidSchema,
  partPlaintextBytes,
  partSegmentsSchema,
  sha256HexSchema,
  textSchema,
} from './part-schema';
import type { ContentKey } from './segment-cipher';
import { type Manifest, type ManifestPart, segmentPlaintextBytesMax } from './types';

const partFields = {
  id: canonicalUuidSchema,
  mediaType: textSchema(255),
  plaintextBytes: z.int().min(0),
  plaintextSha256: sha256HexSchema,
  segments: partSegmentsSchema,
};
const nameSchema = textSchema(1_000)
  .min(1)
  .refine((name) => name === name.normalize('NFC'), 'not in NFC');
const partSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...partFields, kind: z.literal('body') }),
    z.strictObject({ ...partFields, kind: z.literal('attachment'), name: nameSchema }),
  ])
  .refine(
    (part) => partPlaintextBytes(part.segments) === part.plaintextBytes,
    'size of the part and of its segments',
  );

const manifestSchema = z.strictObject({
  format: z.literal('pli-manifest-1'),
  envelopeId: canonicalUuidSchema,
  subject: textSchema(1_000),
  parts: z
    .array(partSchema)
    .min(1)
    .max(1 + attachmentsMax)
    .refine(arePartsInOrder, 'one body first, no id twice'),
});

/** What a sender describes; parts in their order, the body first. */
export type ManifestInput = { envelopeId: string; subject: string; parts: readonly ManifestPart[] };

/** A manifest from what the sender dropped: names in NFC, characters that UTF-8 cannot carry replaced. */
export function buildManifest({ envelopeId, subject, parts }: ManifestInput): Manifest {
  const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');
  return {
    format: 'pli-manifest-1',
    envelopeId,
    subject: wellFormed(subject),
    parts: parts.map((part) =>
      part.name === undefined ? part : { ...part, name: wellFormed(part.name).normalize('NFC') },
    ),
  };
}

/**
 * Canonical JSON (RFC 8785) of a manifest.
 * @throws FormatError `manifest-invalid` where a reader would refuse it, or beyond 8 MiB
 */
export function encodeManifest(manifest: Manifest): Bytes {
  const bytes = encodeCanonicalJson(manifest);
  parseManifest(bytes);
  return bytes;
}

/**
 * Reads a manifest strictly.
 * @throws FormatError `manifest-invalid`
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > segmentPlaintextBytesMax)
    throw new FormatError('manifest-invalid', `${bytes.length} bytes`);
  return parseCanonicalJson(bytes, manifestSchema, 'manifest-invalid');
}

/** Encodes and encrypts a manifest: one message of the segments' layout under the content key. */
export function encryptManifest(contentKey: ContentKey, manifest: Manifest): Promise<Bytes> {
  return encryptSegment(contentKey, encodeManifest(manifest));
}

/**
 * Decrypts and reads a manifest. Says nothing about whether it is the sealed one: that is `verifyEnvelope`'s.
 * @throws FormatError `segment-…`, `manifest-invalid`
 */
export async function decryptManifest(contentKey: ContentKey, ciphertext: Uint8Array): Promise<Manifest> {
  return parseManifest(await decryptSegment(contentKey, ciphertext));
}
