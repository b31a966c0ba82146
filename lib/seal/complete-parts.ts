import { assertWithinLimit, attachmentBytesOf, type RegisteredPart } from '../envelope/registered-parts';
import type { SealRequest } from '../envelope/wire';
import { partSegmentsSchema } from '../envelope-format/part-schema';
import type { Seal1, SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';

/** The parts of an envelope that may be sealed: all there, in order, within the limit. */
export type CompleteParts = {
  manifest: SegmentDigest;
  /** The body, then the attachments. */
  parts: Seal1['parts'];
  /** Of all parts, the manifest first: their positions. */
  ids: string[];
  attachmentBytes: number;
  attachmentCount: number;
};

type RequestedPart = SealRequest['parts'][number];

/**
 * Holds what a browser wants sealed against what is registered and what the vault really holds.
 * @param stored sizes by SHA-256
 * @throws AppError `bad-request` when it is not manifest, body, attachments, each once; `envelope-incomplete` with how many
 * segments are missing; `attachments-too-large`
 */
export function completeParts(
  requested: readonly RequestedPart[],
  registered: readonly RegisteredPart[],
  stored: ReadonlyMap<string, number>,
  attachmentBytesMax: number,
): CompleteParts {
  assertOrder(requested);
  const byId = new Map(registered.map((part) => [part.id, part]));
  const found = requested.map((part) => wholePart(part, byId.get(part.id)));
  const missing = found
    .flatMap(({ segments }) => segments)
    .filter(({ sha256, ciphertextBytes }) => stored.get(sha256) !== ciphertextBytes).length;
  if (missing > 0) throw new AppError('envelope-incomplete', { detail: { missing } });
  const attachmentBytes = attachmentBytesOf(found);
  assertWithinLimit(attachmentBytes, attachmentBytesMax);
  const [{ segments: [manifest] = [] } = {}, ...others] = found;
  if (!manifest) throw new AppError('bad-request'); // assertOrder and wholePart make this impossible
  return {
    manifest: digestOf(manifest),
    parts: others.map(({ id, kind, segments }) => ({
      id,
      kind: kind === 'body' ? 'body' : 'attachment',
      segments: segments.map(digestOf),
    })),
    ids: found.map(({ id }) => id),
    attachmentBytes,
    attachmentCount: found.length - 2,
  };
}

function assertOrder(requested: readonly RequestedPart[]): void {
  const expected = (index: number) => (index === 0 ? 'manifest' : index === 1 ? 'body' : 'attachment');
  const inOrder = requested.length >= 2 && requested.every(({ kind }, index) => kind === expected(index));
  const onceEach = new Set(requested.map(({ id }) => id)).size === requested.length;
  if (!inOrder || !onceEach) throw new AppError('bad-request', { detail: { field: 'parts' } });
}

/** The registered part, when its segments run from 0 without a gap, as many as were asked for, each full but the last. */
function wholePart(requested: RequestedPart, part: RegisteredPart | undefined): RegisteredPart {
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
