import 'server-only';
import type { UserActor } from '../../access/actor';
import { can, visibleSavedFilters } from '../../access/policy';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import { type SavedFilterItem, type SavedFiltersAnswer, savedFilterChoice } from './saved-filter-wire';

const filtersMax = 200;

/**
 * The actor's own saved filters and those shared in the organisation, by name; at most 200.
 * @throws AppError `not-found` for who is neither administrator nor auditor
 */
export async function listSavedFilters(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
): Promise<SavedFiltersAnswer> {
  if (!can(actor, 'audit.read', actor)) throw new AppError('not-found');
  const rows = await db.auditSavedFilter.findMany({
    where: visibleSavedFilters(actor),
    include: { owner: { select: { displayName: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: filtersMax,
  });
  return {
    filters: rows.flatMap((row): SavedFilterItem[] => {
      const choice = savedFilterChoice.safeParse(row.choice);
      // One of another version, with an event this one does not know.
      if (!choice.success) return [];
      const { id, name, shared } = row;
      const ownerName = row.ownerUserId === actor.userId ? null : row.owner.displayName;
      return [
        {
          id,
          name,
          shared,
          choice: choice.data,
          ownerName,
          changeable: can(actor, 'saved-filter.change', row),
        },
      ];
    }),
  };
}
