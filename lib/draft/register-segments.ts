import 'server-only';
import type { UserActor } from '../access/actor';
import type { Tx } from '../db/transaction';
import { lockedTransaction } from '../db/transaction';
import {
  assertWithinLimit,
  attachmentBytesOf,
  type RegisteredPart,
  registeredParts,
} from '../envelope/registered-parts';
import type { PartKind, RegisterSegmentsRequest, SegmentToRegister } from '../envelope/wire';
import { attachmentsMax } from '../envelope-format/part-schema';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import { AppError } from '../errors';
import type { SignedRequest } from '../ports/object-store';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Registers segments of a draft, all or none, and gives the requests that store exactly their bytes, in the same order. The
 * limit is judged here, before a byte travels. Registering an index again replaces it; a new body or manifest takes the
 * place of the former one.
 * @throws AppError `not-found`, `conflict` (sealed; or a part's id is taken), `bad-request` for a size no segment has or an
 * index that is named twice, `attachments-too-large`
 */
export async function registerSegments(
  services: Pick<Services, 'db' | 'config' | 'objectStore' | 'queue'>,
  actor: UserActor,
  { envelopeId, segments }: RegisterSegmentsRequest & { envelopeId: string },
): Promise<SignedRequest[]> {
  segments.forEach(assertSegmentShape);
  const kinds = kindByPart(segments);
  await services.db.$transaction(async (tx) => {
    await lockDraft(tx, actor, envelopeId);
    const before = await registeredParts(tx, envelopeId);
    for (const { id, kind } of before) if ((kinds.get(id) ?? kind) !== kind) throw new AppError('conflict');
    assertRoom(before, segments, services.config.limits.attachmentBytesMax);
    const present = new Set(before.map(({ id }) => id));
    await addParts(tx, envelopeId, new Map([...kinds].filter(([id]) => !present.has(id))));
    const known = new Map(
      before.flatMap((part) => part.segments.map((one) => [placeOf(part.id, one.index), one])),
    );
    const changed = segments.filter((segment) => {
      const one = known.get(placeOf(segment.partId, segment.index));
      return one?.sha256 !== segment.sha256 || one.ciphertextBytes !== segment.ciphertextBytes;
    });
    await writeSegments(tx, changed);
    if (changed.some(({ partId, index }) => known.has(placeOf(partId, index))))
      await planSweep(services, tx, envelopeId, { now: false });
  }, lockedTransaction);
  return Promise.all(
    segments.map(({ sha256, ciphertextBytes }) =>
      services.objectStore.signPut({ envelopeId, sha256 }, ciphertextBytes),
    ),
  );
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

function assertRoom(
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

/** @throws AppError `conflict` where an id stands in another envelope */
async function addParts(tx: Tx, envelopeId: string, added: ReadonlyMap<string, PartKind>): Promise<void> {
  if (added.size === 0) return;
  const replaced = [...added.values()].filter((kind) => kind !== 'attachment');
  if (replaced.length > 0) await tx.part.deleteMany({ where: { envelopeId, kind: { in: replaced } } });
  const data = [...added].map(([id, kind]) => ({ id, envelopeId, kind }));
  const { count } = await tx.part.createMany({ data, skipDuplicates: true });
  if (count < data.length) throw new AppError('conflict');
}

/** In one statement, however many. */
async function writeSegments(tx: Tx, segments: readonly SegmentToRegister[]): Promise<void> {
  if (segments.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO segments (part_id, index, sha256, ciphertext_bytes)
    SELECT * FROM unnest(
      ${segments.map(({ partId }) => partId)}::uuid[],
      ${segments.map(({ index }) => index)}::int[],
      ${segments.map(({ sha256 }) => sha256)}::text[],
      ${segments.map(({ ciphertextBytes }) => ciphertextBytes)}::int[])
    ON CONFLICT (part_id, index) DO UPDATE
    SET sha256 = excluded.sha256, ciphertext_bytes = excluded.ciphertext_bytes`;
}
