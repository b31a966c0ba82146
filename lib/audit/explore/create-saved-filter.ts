import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { UserActor } from '../../access/actor';
import { can } from '../../access/policy';
import { lockActor } from '../../auth/lock-actor';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import type { CreateSavedFilterRequest, SavedFilterItem } from './saved-filter-wire';

const filtersAPersonMax = 100;

/**
 * Keeps a filter under a name. A personal setting, and so no entry of the trail: what is looked for with it is one.
 * @throws AppError `not-found` for who is neither administrator nor auditor, `conflict` past 100 of them
 */
export async function createSavedFilter(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { name, shared, choice }: CreateSavedFilterRequest,
): Promise<SavedFilterItem> {
  const { userId: ownerUserId, organisationId } = actor;
  const id = uuidv7();
  await db.$transaction(async (tx) => {
    // One maker at a time, so that two cannot both find the last place free.
    const person = await lockActor(tx, actor, clock.now());
    if (!can(person, 'audit.read', person)) throw new AppError('not-found');
    if ((await tx.auditSavedFilter.count({ where: { ownerUserId } })) >= filtersAPersonMax)
      throw new AppError('conflict');
    await tx.auditSavedFilter.create({ data: { id, organisationId, ownerUserId, name, shared, choice } });
  });
  return { id, name, shared, choice, ownerName: null, changeable: true };
}
