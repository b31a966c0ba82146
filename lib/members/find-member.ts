import 'server-only';
import type { UserActor } from '../access/actor';
import { visibleMembers } from '../access/policy';
import { lockAccounts, readLockedActor } from '../auth/lock-actor';
import type { User } from '../db/generated/client';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/**
 * An account the actor administers, and the actor, as both are now: locked until the transaction ends, together with all
 * administrators of the organisation, so that rights in it change one at a time.
 * @throws AppError `not-found` when there is none, or it is not hers to see; as `lockActor` when she may act no more
 */
export async function lockMember(
  tx: Tx,
  asking: UserActor,
  id: string,
  now: Date,
): Promise<{ actor: UserActor; member: User }> {
  await lockAccounts(tx, [asking.userId, id], asking.organisationId);
  const actor = await readLockedActor(tx, asking, now);
  const member = await tx.user.findFirst({ where: { AND: [visibleMembers(actor), { id }] } });
  if (member === null) throw new AppError('not-found');
  return { actor, member };
}

/**
 * Refuses a change that would leave an organisation without administrator. The administrators are locked (lockMember), so
 * that two changes at once cannot each see the other one still in place.
 * @throws AppError `last-administrator`
 */
export async function assertNotLastAdministrator(tx: Tx, member: User): Promise<void> {
  if (member.role !== 'administrator' || member.closedAt !== null) return;
  const { id, organisationId } = member;
  const others = { organisationId, role: 'administrator', closedAt: null, id: { not: id } } as const;
  if ((await tx.user.count({ where: others })) === 0) throw new AppError('last-administrator');
}
