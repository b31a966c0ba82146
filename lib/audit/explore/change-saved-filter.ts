import 'server-only';
import type { UserActor } from '../../access/actor';
import { can, visibleSavedFilters } from '../../access/policy';
import { lockActor } from '../../auth/lock-actor';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import type { ChangeSavedFilterRequest } from './saved-filter-wire';

/**
 * Renames or shares a saved filter, or deletes it (`null`): its owner, and an administrator what is shared.
 * @throws AppError `not-found` for everybody else
 */
export async function changeSavedFilter(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  { id, change }: { id: string; change: ChangeSavedFilterRequest | null },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const actor = await lockActor(tx, asking, clock.now());
    await tx.$executeRaw`SELECT id FROM audit_saved_filters WHERE id = ${id}::uuid FOR UPDATE`;
    const found = await tx.auditSavedFilter.findFirst({ where: { id, ...visibleSavedFilters(actor) } });
    if (found === null || !can(actor, 'saved-filter.change', found)) throw new AppError('not-found');
    if (change === null) {
      await tx.auditSavedFilter.delete({ where: { id } });
      return;
    }
    const { name, shared } = change;
    await tx.auditSavedFilter.update({
      where: { id },
      data: { ...(name === undefined ? {} : { name }), ...(shared === undefined ? {} : { shared }) },
    });
  });
}
