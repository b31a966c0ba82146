import { z } from 'zod';
import { segmentCiphertextBytes, segmentPlaintextBytes } from './segment-layout';
import { type SegmentDigest, segmentPlaintextBytesMax } from './types';

/** Attachments an envelope can have, whatever its size. */
export const attachmentsMax = 500;

export const sha256HexSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const canonicalUuidSchema = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Text that UTF-8 can carry: no lone surrogate (RFC 8785, section 3.2.2.2). */
export const textSchema = (charactersMax: number) =>
  z
    .string()
    .max(charactersMax)
    .refine((text) => !/\p{Surrogate}/u.test(text), 'lone surrogate');

export const fileNameSchema = textSchema(1_000)
  .min(1)
  .refine((name) => name === name.normalize('NFC'), 'not in NFC');

export const segmentDigestSchema = z.strictObject({
  sha256: sha256HexSchema,
  ciphertextBytes: z.int().refine(isSegmentSize, 'no segment has this size'),
});

/** All segments of a part but the last are full; only an empty part has an empty segment. */
export const partSegmentsSchema = z
  .array(segmentDigestSchema)
  .min(1)
  .max(10_001)
  .refine(areSegmentsOfOnePart, 'sizes');

/** Plaintext bytes of a part, from what is stored of it: the server's own measure, whatever a client claims. */
export function partPlaintextBytes(segments: readonly SegmentDigest[]): number {
  return segments.reduce((sum, segment) => sum + segmentPlaintextBytes(segment.ciphertextBytes), 0);
}

function isSegmentSize(ciphertextBytes: number): boolean {
  try {
    return segmentPlaintextBytes(ciphertextBytes) >= 0;
  } catch {
    return false;
  }
}

function areSegmentsOfOnePart(segments: readonly SegmentDigest[]): boolean {
  const full = segmentCiphertextBytes(segmentPlaintextBytesMax);
  const empty = segmentCiphertextBytes(0);
  return segments.every(({ ciphertextBytes }, index) => {
    const isLast = index === segments.length - 1;
    return isLast ? segments.length === 1 || ciphertextBytes !== empty : ciphertextBytes === full;
  });
}

/** RFC 3339, UTC, milliseconds; a date that exists. */
export const instantSchema = z.string().refine((text) => {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
});

/** Members that a later writer adds and an older reader may pass over: not there when empty. */
export const moreSchema = z
  .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), z.json())
  .refine((members) => Object.keys(members).length > 0, 'empty')
  .optional();
type More = z.infer<typeof moreSchema>;

/**
 * The member `more` of a document, to be spread into it: the members of all that add to it, so that none replaces another's; none where nothing
 * is said. What is undefined is not said.
 */
export function moreOf(...added: readonly (Readonly<Record<string, unknown>> | undefined)[]): {
  more?: More;
} {
  const said = added
    .flatMap((members) => Object.entries(members ?? {}))
    .filter(([, value]) => value !== undefined);
  const names = new Set(said.map(([name]) => name));
  if (names.size < said.length) throw new Error(`twice in more: ${said.map(([name]) => name).join(', ')}`);
  return names.size > 0 ? { more: moreSchema.parse(Object.fromEntries(said)) } : {};
}

/** Exactly one body, first, then attachments; no id twice. */
export function arePartsInOrder(parts: readonly { id: string; kind: 'body' | 'attachment' }[]): boolean {
  const ids = new Set(parts.map((part) => part.id));
  return ids.size === parts.length && parts.every((part, index) => (part.kind === 'body') === (index === 0));
}

/** Exactly one body, first; then attachments; then the original bytes of a mail, if any. No id twice. */
export function arePartsOf2InOrder(
  parts: readonly { id: string; kind: 'body' | 'attachment' | 'original' }[],
): boolean {
  const last = parts.length - 1;
  const described = parts[last]?.kind === 'original' && last > 0 ? parts.slice(0, last) : parts;
  const [kinds, ids] = [described.map(({ kind }) => kind), new Set(parts.map(({ id }) => id))];
  return (
    ids.size === parts.length && kinds.every((kind, index) => kind === (index === 0 ? 'body' : 'attachment'))
  );
}
