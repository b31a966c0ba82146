import type { PartKind, SealRequest } from '../envelope/wire';
import type { FormatVersion } from '../envelope-format/content-key';
import { partSegmentsSchema } from '../envelope-format/part-schema';
import type { Seal2 } from '../envelope-format/seal-2';
import type { SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';
import { assertWithinLimit, attachmentBytesOf, type RegisteredPart } from '../parts/registered-parts';

/** The parts of an envelope that may be sealed: all there, in order, within the limit. */
export type CompleteParts = {
  /** Version 1, where the manifest is a part; null in version 2, where it comes with the request. */
  manifest: SegmentDigest | null;
  /** The body, then the attachments, then the original. */
  parts: Seal2['parts'];
  /** Of all parts, in the order of their positions. */
  ids: string[];
  attachmentBytes: number;
  attachmentCount: number;
};

type RequestedPart = SealRequest['parts'][number];
type Registered = Pick<RegisteredPart, 'id' | 'kind' | 'segments'>;

/**
 * Holds what a browser wants sealed against what is registered and what the vault really holds.
 * @param stored sizes by SHA-256, by the part's id
 * @throws AppError `bad-request` when it is not (in version 1 manifest,) body, attachments, (in version 2 original,) each once; `envelope-incomplete` with how many
 * segments are missing; `attachments-too-large`
 */
export function completeParts(
  requested: readonly RequestedPart[],
  registered: readonly Registered[],
  stored: ReadonlyMap<string, ReadonlyMap<string, number>>,
  attachmentBytesMax: number,
  version: FormatVersion,
): CompleteParts {
  assertOrder(requested, version);
  const byId = new Map(registered.map((part) => [part.id, part]));
  const found = requested.map((part) => wholePart(part, byId.get(part.id)));
  const missing = found.flatMap(({ id, segments }) =>
    segments.filter(({ sha256, ciphertextBytes }) => stored.get(id)?.get(sha256) !== ciphertextBytes),
  ).length;
  if (missing > 0) throw new AppError('envelope-incomplete', { detail: { missing } });
  const attachmentBytes = attachmentBytesOf(found);
  assertWithinLimit(attachmentBytes, attachmentBytesMax);
  const manifest = found.find(({ kind }) => kind === 'manifest')?.segments[0];
  const parts = found.flatMap(({ id, kind, segments }) =>
    kind === 'manifest' ? [] : [{ id, kind, segments: segments.map(digestOf) }],
  );
  return {
    manifest: manifest ? digestOf(manifest) : null,
    parts,
    ids: found.map(({ id }) => id),
    attachmentBytes,
    attachmentCount: parts.filter(({ kind }) => kind === 'attachment').length,
  };
}

function assertOrder(requested: readonly RequestedPart[], version: FormatVersion): void {
  const first: PartKind[] = version === 1 ? ['manifest', 'body'] : ['body'];
  const last = requested.length - 1;
  const isOriginal = (kind: PartKind, index: number) =>
    version === 2 && kind === 'original' && index === last;
  const inOrder =
    requested.length >= first.length &&
    requested.every(({ kind }, index) =>
      index < first.length ? kind === first[index] : kind === 'attachment' || isOriginal(kind, index),
    );
  const onceEach = new Set(requested.map(({ id }) => id)).size === requested.length;
  if (!inOrder || !onceEach) throw new AppError('bad-request', { detail: { field: 'parts' } });
}

/** The registered part, when its segments run from 0 without a gap, as many as were asked for, each full but the last. */
function wholePart(requested: RequestedPart, part: Registered | undefined): Registered {
  const isWhole =
    part !== undefined &&
    part.kind === requested.kind &&
    part.segments.length === requested.segments &&
    part.segments.every(({ index }, position) => index === position) &&
    (part.kind !== 'manifest' || part.segments.length === 1) &&
    partSegmentsSchema.safeParse(part.segments.map(digestOf)).success;
  if (!isWhole) throw new AppError('envelope-incomplete', { detail: { missing: requested.segments } });
  return part;
}

const digestOf = ({ sha256, ciphertextBytes }: SegmentDigest): SegmentDigest => ({ sha256, ciphertextBytes });
