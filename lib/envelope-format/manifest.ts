import { z } from 'zod';
import type { Bytes } from './bytes';
import { type DocumentKind, encodeCanonicalJson, parseDocument } from './canonical-json';
import { decryptSegment } from './decrypt-segment';
import { encryptSegment } from './encrypt-segment';
import { FormatError } from './format-error';
import {
  type Manifest2,
  type ManifestPart2,
  type MarkName,
  manifestSchema2,
  marksIn,
  shownMarks,
} from './manifest-2';
import {
  arePartsInOrder,
  attachmentsMax,
  canonicalUuidSchema,
  fileNameSchema,
  partPlaintextBytes,
  partSegmentsSchema,
  sha256HexSchema,
  textSchema,
} from './part-schema';
import type { ContentKey } from './segment-cipher';
import { type Manifest1, type ManifestPart1, segmentPlaintextBytesMax } from './types';
import { wellFormed } from './well-formed';

/** A manifest, and a part as it describes it, of either version; the member `format` of the manifest tells which. */
export type Manifest = Manifest1 | Manifest2;
export type ManifestPart = ManifestPart1 | ManifestPart2;

const partFields = {
  id: canonicalUuidSchema,
  mediaType: textSchema(255),
  plaintextBytes: z.int().min(0),
  plaintextSha256: sha256HexSchema,
  segments: partSegmentsSchema,
};
const partSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...partFields, kind: z.literal('body') }),
    z.strictObject({ ...partFields, kind: z.literal('attachment'), name: fileNameSchema }),
  ])
  .refine(
    (part) => partPlaintextBytes(part.segments) === part.plaintextBytes,
    'size of the part and of its segments',
  );

const manifestSchema1 = z.strictObject({
  format: z.literal('pli-manifest-1'),
  envelopeId: canonicalUuidSchema,
  subject: textSchema(1_000),
  parts: z
    .array(partSchema)
    .min(1)
    .max(1 + attachmentsMax)
    .refine(arePartsInOrder, 'one body first, no id twice'),
});

const manifestKind: DocumentKind<Manifest> = {
  name: 'manifest',
  versions: new Map<number, z.ZodType<Manifest>>([
    [1, manifestSchema1],
    [2, manifestSchema2],
  ]),
  code: 'manifest-invalid',
};

/** What a sender describes; parts in their order, the body first. */
export type ManifestInput = { envelopeId: string; subject: string; parts: readonly ManifestPart1[] };

/** A manifest of version 1 from what the sender dropped: names in NFC, characters that UTF-8 cannot carry replaced. */
export function buildManifest({ envelopeId, subject, parts }: ManifestInput): Manifest1 {
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
 * Reads a manifest of either version strictly.
 * @throws FormatError `manifest-invalid`, `format-newer`
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > segmentPlaintextBytesMax)
    throw new FormatError('manifest-invalid', `${bytes.length} bytes`);
  return parseDocument(bytes, manifestKind);
}

/** The parts, whichever version describes them. */
export function partsOf(manifest: Manifest): readonly ManifestPart[] {
  return manifest.parts;
}

/** The title, which version 1 calls `subject`. */
export function titleOf(manifest: Manifest): string {
  return manifest.format === 'pli-manifest-1' ? manifest.subject : manifest.title;
}

/** The marks to show; version 1 has none. */
export function marksOf(manifest: Manifest): MarkName[] {
  return manifest.format === 'pli-manifest-1' ? [] : shownMarks(marksIn(manifest));
}

/** Encodes and encrypts a manifest: one message of the segments' layout under the content key. */
export function encryptManifest(contentKey: ContentKey, manifest: Manifest): Promise<Bytes> {
  return encryptSegment(contentKey, encodeManifest(manifest));
}

/**
 * Decrypts and reads a manifest. Says nothing about whether it is the sealed one: that is `verifyEnvelope`'s.
 * @throws FormatError `segment-…`, `manifest-invalid`, `format-newer`
 */
export async function decryptManifest(contentKey: ContentKey, ciphertext: Uint8Array): Promise<Manifest> {
  return parseManifest(await decryptSegment(contentKey, ciphertext));
}
