import 'server-only';
import type { UserActor } from '../../access/actor';
import { can, visibleSavedFilters } from '../../access/policy';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import type { ChangeSavedFilterRequest } from './saved-filter-wire';

/**
 * Renames or shares a saved filter, or deletes it (`null`): its owner, and an administrator what is shared.
 * @throws AppError `not-found` for everybody else
 */
export async function changeSavedFilter(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  { id, change }: { id: string; change: ChangeSavedFilterRequest | null },
): Promise<void> {
  const found = await db.auditSavedFilter.findFirst({ where: { id, ...visibleSavedFilters(actor) } });
  if (found === null || !can(actor, 'saved-filter.change', found)) throw new AppError('not-found');
  if (change === null) {
    await db.auditSavedFilter.deleteMany({ where: { id } });
    return;
  }
  const { name, shared } = change;
  await db.auditSavedFilter.updateMany({
    where: { id },
    data: { ...(name === undefined ? {} : { name }), ...(shared === undefined ? {} : { shared }) },
  });
}
