import type { Config } from '../config';
import type { Tx } from '../db/transaction';
import type { PartKind, SegmentToRegister } from '../envelope/wire';
import { attachmentsMax } from '../envelope-format/part-schema';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import { AppError } from '../errors';
import { assertRoom } from '../quota/assert-room';
import { attachmentBytesMaxOf } from '../quota/limits';
import {
  assertWithinLimit,
  attachmentBytesOf,
  type RegisteredPart,
  registeredParts,
} from './registered-parts';
import { addParts, type DraftOfParts, writeSegments } from './write-registered';

/**
 * Registers segments of a draft whose row is locked, all or none. The limit is judged here, before a byte travels. Registering an index
 * again replaces it; a new body or manifest takes the place of the former one. Last in its transaction: the quota is judged by all that
 * it adds. `signed`: requests that store them will be given out.
 * `isNew`: this transaction made the draft, so nothing is registered yet.
 * @returns whether a segment took another's place, whose bytes are then named by nothing
 * @throws AppError `conflict` (a part's id is taken), `bad-request` for a size no segment has or an index that is named twice,
 * `attachments-too-large`, `quota-reached`
 */
export async function registerInDraft(
  services: { config: Pick<Config, 'limits'> },
  tx: Tx,
  draft: DraftOfParts & { authorKind: string },
  segments: readonly SegmentToRegister[],
  { signed, isNew = false }: { signed: boolean; isNew?: boolean },
): Promise<{ replaced: boolean }> {
  segments.forEach(assertSegmentShape);
  const kinds = kindByPart(segments);
  const before = isNew ? [] : await registeredParts(tx, draft.id);
  for (const { id, kind, madeIn } of before)
    if (kinds.has(id) && (kinds.get(id) !== kind || madeIn !== draft.id)) throw new AppError('conflict');
  assertFits(before, segments, attachmentBytesMaxOf(services.config, draft.authorKind));
  const named = new Set(kinds.values());
  const ousted = before
    .filter(({ id, kind }) => kind !== 'attachment' && named.has(kind) && !kinds.has(id))
    .map(({ id }) => id);
  await addParts(tx, draft, kinds, { ousted, signed });
  const known = new Map(
    before.flatMap((part) => part.segments.map((one) => [placeOf(part.id, one.index), one])),
  );
  const changed = segments.filter((segment) => {
    const one = known.get(placeOf(segment.partId, segment.index));
    return one?.sha256 !== segment.sha256 || one.ciphertextBytes !== segment.ciphertextBytes;
  });
  await writeSegments(tx, draft, changed);
  await assertRoom(services, tx, draft.id);
  return { replaced: changed.some(({ partId, index }) => known.has(placeOf(partId, index))) };
}

const placeOf = (partId: string, index: number) => `${partId}/${index}`;

/** Only an attachment has more than one segment; a size must be one that the format can make. */
function assertSegmentShape({ kind, index, ciphertextBytes }: SegmentToRegister): void {
  if (kind !== 'attachment' && index > 0) throw new AppError('bad-request', { detail: { field: 'index' } });
  try {
    segmentPlaintextBytes(ciphertextBytes);
  } catch (cause) {
    throw new AppError('bad-request', { detail: { field: 'ciphertextBytes' }, cause });
  }
}

/** The parts that are named, each of one kind, one body and one manifest at most, no place in them twice. */
function kindByPart(segments: readonly SegmentToRegister[]): Map<string, PartKind> {
  const kinds = new Map(segments.map(({ partId, kind }) => [partId, kind]));
  const places = new Set(segments.map(({ partId, index }) => placeOf(partId, index)));
  const single = [...kinds.values()].filter((kind) => kind !== 'attachment');
  const isPlain =
    segments.every(({ partId, kind }) => kinds.get(partId) === kind) &&
    places.size === segments.length &&
    new Set(single).size === single.length;
  if (!isPlain) throw new AppError('bad-request', { detail: { field: 'segments' } });
  return kinds;
}

/** @throws AppError `bad-request` for too many files, `attachments-too-large` */
function assertFits(
  before: readonly RegisteredPart[],
  added: readonly SegmentToRegister[],
  bytesMax: number,
): void {
  const files = added.filter(({ kind }) => kind === 'attachment');
  if (files.length === 0) return;
  const attachments = before.filter(({ kind }) => kind === 'attachment');
  if (
    new Set([...attachments.map(({ id }) => id), ...files.map(({ partId }) => partId)]).size > attachmentsMax
  )
    throw new AppError('bad-request', { detail: { field: 'parts' } });
  const replaced = new Set(files.map(({ partId, index }) => placeOf(partId, index)));
  const others = attachments.map(({ id, kind, segments }) => ({
    kind,
    segments: segments.filter(({ index }) => !replaced.has(placeOf(id, index))),
  }));
  assertWithinLimit(attachmentBytesOf([...others, { kind: 'attachment', segments: files }]), bytesMax);
}
