import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { lockedTransaction } from '../db/transaction';
import { lockEnvelope } from '../envelope/lock-envelope';
import { lockOwnCopy } from '../envelope/lock-own-copy';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import type { NamePartsRequest } from '../envelope/wire';
import { attachmentsMax } from '../envelope-format/part-schema';
import { AppError } from '../errors';
import {
  assertWithinLimit,
  attachmentBytesOf,
  type RegisteredPart,
  registeredParts,
} from '../parts/registered-parts';
import { assertRoom } from '../quota/assert-room';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Parts of a letter become parts of a draft as well, and no byte is uploaded: what forwarding and writing again stand on. Only who may open that
 * letter at this moment may name them, with its row locked, so that withdrawing, expiry and destruction come before or after; and while the
 * draft, or what is sealed of it, names a part, the part stays. A body takes the place of the draft's own. Repeating it is harmless.
 * @returns what the draft names now
 * @throws AppError `not-found` for a letter, or a part of it, that is not there, that the actor may not open, or that lies under its
 * letter's key (version 1), all alike; `conflict` for a draft that is sealed, or of version 1; `attachments-too-large`, `quota-reached`, `bad-request`
 */
export async function nameParts(
  services: Pick<Services, 'db' | 'clock' | 'config' | 'queue'>,
  asking: UserActor,
  { envelopeId, from, parts }: NamePartsRequest & { envelopeId: string },
): Promise<RegisteredPart[]> {
  return services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const sourceId = await sourceOf(tx, from);
    // two envelopes, in the order of their ids (docs/architecture.md, order of locks)
    for (const id of [envelopeId, sourceId].sort()) await lockEnvelope(tx, id);
    const draft = await lockDraft(tx, actor, envelopeId);
    if (draft.format === 1) throw new AppError('conflict');
    await assertMayOpen(tx, actor, { from, sourceId, now: services.clock.now() });
    const before = await registeredParts(tx, envelopeId);
    const named = (await registeredParts(tx, sourceId)).filter(
      ({ id, kind, home }) => parts.includes(id) && kind !== 'manifest' && home === 'part',
    );
    if (named.length < new Set(parts).size) throw new AppError('not-found');
    const single = named.flatMap(({ kind }) => (kind === 'attachment' ? [] : [kind]));
    const replaced = before.filter(
      ({ id, kind }) => !parts.includes(id) && single.some((one) => one === kind),
    );
    const after = [
      ...before.filter((part) => !replaced.includes(part) && !parts.includes(part.id)),
      ...named,
    ];
    if (after.filter(({ kind }) => kind === 'attachment').length > attachmentsMax)
      throw new AppError('bad-request', { detail: { field: 'parts' } });
    assertWithinLimit(attachmentBytesOf(after), services.config.limits.attachmentBytesMax);
    await tx.partUse.deleteMany({ where: { envelopeId, partId: { in: replaced.map(({ id }) => id) } } });
    await tx.$executeRaw`
      INSERT INTO part_uses (envelope_id, part_id, kind, bytes)
      SELECT ${envelopeId}::uuid, u.part_id, u.kind, u.bytes FROM part_uses u
      WHERE u.envelope_id = ${sourceId}::uuid AND u.part_id = ANY (${[...parts]}::uuid[]) AND u.released_at IS NULL
      ON CONFLICT DO NOTHING`;
    await assertRoom(services, tx, envelopeId);
    if (replaced.length > 0) await planSweep(services, tx, envelopeId, { now: false });
    return registeredParts(tx, envelopeId);
  }, lockedTransaction);
}

/** @throws AppError `not-found` */
async function sourceOf(tx: Tx, from: NamePartsRequest['from']): Promise<string> {
  if ('envelopeId' in from) return from.envelopeId;
  const received = await tx.recipient.findUnique({
    where: { reference: from.reference },
    select: { envelopeId: true },
  });
  if (received === null) throw new AppError('not-found');
  return received.envelopeId;
}

/** With the letter's row locked. @throws AppError `not-found`, whatever stands against it */
async function assertMayOpen(
  tx: Tx,
  actor: UserActor,
  { from, sourceId, now }: { from: NamePartsRequest['from']; sourceId: string; now: Date },
): Promise<void> {
  const isOpen =
    'reference' in from
      ? refusalOf(actor, await lockReceived(tx, from.reference), now) === null
      : can(actor, 'envelope.open-sent', await lockOwnCopy(tx, sourceId));
  const keys = await tx.envelopeKey.count({ where: { envelopeId: sourceId, packet: { not: null } } });
  if (!isOpen || keys === 0) throw new AppError('not-found');
}
