import 'server-only';
import type { Author } from '../access/actor';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction } from '../db/transaction';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Takes a part (a file) out of a draft; what the vault holds of it goes with the sweep, unless another letter names it. Taking out what
 * is not there is no error.
 * @throws AppError `not-found` for the draft, `conflict` once sealed
 */
export async function removePart(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
  asking: Author,
  { envelopeId, partId }: { envelopeId: string; partId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    await lockDraft(tx, actor, envelopeId);
    const removed = await tx.partUse.deleteMany({ where: { partId, envelopeId } });
    if (removed.count > 0) await planSweep(services, tx, envelopeId, { now: true });
  }, lockedTransaction);
}
