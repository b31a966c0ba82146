import 'server-only';
import type { Author } from '../access/actor';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction } from '../db/transaction';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Throws a draft away, with its parts; what the vault holds of it goes with the sweep.
 * @throws AppError `not-found`, `conflict` once sealed
 */
export async function discardDraft(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
  asking: Author,
  envelopeId: string,
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    await lockDraft(tx, actor, envelopeId);
    await tx.envelope.delete({ where: { id: envelopeId }, select: { id: true } });
    await planSweep(services, tx, envelopeId, { now: true });
  }, lockedTransaction);
}
