import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import { lockEnvelope } from '../envelope/lock-envelope';
import { AppError } from '../errors';
import type { Services } from '../services';
import { concernedByHold } from './concerned-by-hold';

/**
 * Lifts a hold of the administrator's own organisation: from then on its rule decides again, and the letter is looked at. Repeating
 * it changes nothing.
 * @throws AppError `not-found`
 */
export async function liftHold(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  input: { actor: UserActor; client: Client; holdId: string },
): Promise<void> {
  const { client, holdId } = input;
  await db.$transaction(async (tx) => {
    const actor = await lockActor(tx, input.actor, clock.now());
    const hold = can(actor, 'retention.manage', actor)
      ? await tx.retentionHold.findFirst({ where: { id: holdId, organisationId: actor.organisationId } })
      : null;
    if (hold === null) throw new AppError('not-found');
    const { envelopeId, organisationId } = hold;
    await lockEnvelope(tx, envelopeId);
    const { count } = await tx.retentionHold.updateMany({
      where: { id: holdId, liftedAt: null },
      data: { liftedAt: clock.now(), liftedBy: actor.userId },
    });
    if (count === 0) return;
    await tx.$executeRaw`
      UPDATE envelope_keys k SET judge_at = LEAST(e.access_until, e.taken_back_at, (
          SELECT min(i.removed_at) FROM mailbox_items i WHERE i.envelope_id = e.id AND i.removed_at IS NOT NULL)) FROM envelopes e
      WHERE e.id = ${envelopeId}::uuid AND k.envelope_id = e.id AND k.holder = 'vault' AND k.packet IS NOT NULL`;
    await appendEntry(tx, {
      event: 'RetentionHoldLifted',
      actor,
      client,
      organisationIds: (await concernedByHold(tx, envelopeId, organisationId)) ?? [organisationId],
      envelopeId,
      detail: { hold: holdId },
    });
  });
}
