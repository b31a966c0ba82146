import 'server-only';
import type { UserActor } from '../access/actor';
import { visibleMembers } from '../access/policy';
import type { User } from '../db/generated/client';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/** An account the actor administers. @throws AppError `not-found` when there is none, or it is not hers to see */
export async function findMember(tx: Tx, actor: UserActor, id: string): Promise<User> {
  const member = await tx.user.findFirst({ where: { AND: [visibleMembers(actor), { id }] } });
  if (member === null) {
    throw new AppError('not-found');
  }
  return member;
}

/**
 * Refuses a change that would leave an organisation without administrator. Locks the administrators' rows, so that two
 * changes at once cannot each see the other one still in place.
 * @throws AppError `last-administrator`
 */
export async function assertNotLastAdministrator(tx: Tx, member: User): Promise<void> {
  if (member.role !== 'administrator' || member.closedAt !== null) return;
  const administrators = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users
    WHERE organisation_id = ${member.organisationId}::uuid AND role = 'administrator' AND closed_at IS NULL
    ORDER BY id FOR UPDATE`;
  if (!administrators.some(({ id }) => id !== member.id)) {
    throw new AppError('last-administrator');
  }
}
