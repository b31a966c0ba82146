import 'server-only';
import type { UserActor } from '../access/actor';
import { lockedTransaction } from '../db/transaction';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Takes a part (a file) out of a draft. Taking out what is not there is no error.
 * @throws AppError `not-found` for the draft, `conflict` once sealed
 */
export async function removePart(
  services: Pick<Services, 'db' | 'queue' | 'config'>,
  actor: UserActor,
  { envelopeId, partId }: { envelopeId: string; partId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    await lockDraft(tx, actor, envelopeId);
    const removed = await tx.part.deleteMany({ where: { id: partId, envelopeId } });
    if (removed.count > 0) await planSweep(services, tx, envelopeId, { now: true });
  }, lockedTransaction);
}
