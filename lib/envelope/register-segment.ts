import 'server-only';
import type { UserActor } from '../access/actor';
import { attachmentsMax } from '../envelope-format/part-schema';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import { AppError } from '../errors';
import type { Tx } from '../jobs/queue';
import type { SignedRequest } from '../ports/object-store';
import type { Services } from '../services';
import { lockDraft, lockedTransaction } from './lock-draft';
import {
  assertWithinLimit,
  attachmentBytesOf,
  type RegisteredPart,
  registeredParts,
} from './stored-segments';
import { planSweep } from './sweep-vault';
import type { RegisterSegmentRequest } from './wire';

/**
 * Registers a segment of a draft and gives the request that stores exactly its bytes. The limit is judged here, before a
 * byte travels. Registering an index again replaces it; a new body or manifest takes the place of the former one.
 * @throws AppError `not-found`, `conflict` (sealed; or the part's id is taken), `bad-request` for a size no segment has,
 * `attachments-too-large`
 */
export async function registerSegment(
  services: Pick<Services, 'db' | 'config' | 'objectStore' | 'queue'>,
  actor: UserActor,
  { envelopeId, ...segment }: RegisterSegmentRequest & { envelopeId: string },
): Promise<SignedRequest> {
  assertSegmentShape(segment);
  await services.db.$transaction(async (tx) => {
    await lockDraft(tx, actor, envelopeId);
    const before = await registeredParts(tx, envelopeId);
    const present = before.find(({ id }) => id === segment.partId);
    if (present && present.kind !== segment.kind) throw new AppError('conflict');
    assertRoom(before, segment, services.config.limits.attachmentBytesMax);
    if (!present) await addPart(tx, envelopeId, segment);
    const replaced = present?.segments.find(({ index }) => index === segment.index);
    if (replaced?.sha256 === segment.sha256 && replaced.ciphertextBytes === segment.ciphertextBytes) return;
    const { partId, index, sha256, ciphertextBytes } = segment;
    await tx.segment.upsert({
      where: { partId_index: { partId, index } },
      create: { partId, index, sha256, ciphertextBytes },
      update: { sha256, ciphertextBytes },
    });
    if (replaced) await planSweep(services, tx, envelopeId, { now: false });
  }, lockedTransaction);
  return services.objectStore.signPut({ envelopeId, sha256: segment.sha256 }, segment.ciphertextBytes);
}

/** Only an attachment has more than one segment; a size must be one that the format can make. */
function assertSegmentShape({ kind, index, ciphertextBytes }: RegisterSegmentRequest): void {
  if (kind !== 'attachment' && index > 0) throw new AppError('bad-request', { detail: { field: 'index' } });
  try {
    segmentPlaintextBytes(ciphertextBytes);
  } catch (cause) {
    throw new AppError('bad-request', { detail: { field: 'ciphertextBytes' }, cause });
  }
}

function assertRoom(
  before: readonly RegisteredPart[],
  segment: RegisterSegmentRequest,
  bytesMax: number,
): void {
  if (segment.kind !== 'attachment') return;
  const attachments = before.filter(({ kind }) => kind === 'attachment');
  const isNew = !attachments.some(({ id }) => id === segment.partId);
  if (isNew && attachments.length >= attachmentsMax)
    throw new AppError('bad-request', { detail: { field: 'parts' } });
  const others = attachments.map(({ id, kind, segments }) => ({
    kind,
    segments: segments.filter(({ index }) => id !== segment.partId || index !== segment.index),
  }));
  assertWithinLimit(attachmentBytesOf([...others, { kind: segment.kind, segments: [segment] }]), bytesMax);
}

/** @throws AppError `conflict` where the id stands in another envelope */
async function addPart(tx: Tx, envelopeId: string, { partId, kind }: RegisterSegmentRequest): Promise<void> {
  if (kind !== 'attachment') await tx.part.deleteMany({ where: { envelopeId, kind } });
  const added = await tx.part.createMany({ data: { id: partId, envelopeId, kind }, skipDuplicates: true });
  if (added.count === 0) throw new AppError('conflict');
}
