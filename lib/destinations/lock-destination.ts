import type { UserActor } from '../access/actor';
import { can, visibleDestinations } from '../access/policy';
import type { AuditDestination } from '../db/generated/client';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/**
 * A destination the actor (locked by the caller) may change, locked until the transaction ends: who was faster has removed it.
 * @throws AppError `not-found`
 */
export async function lockDestination(tx: Tx, actor: UserActor, id: string): Promise<AuditDestination> {
  await tx.$executeRaw`SELECT id FROM audit_destinations WHERE id = ${id}::uuid FOR UPDATE`;
  const found = await tx.auditDestination.findFirst({ where: { id, ...visibleDestinations(actor) } });
  if (found === null || !can(actor, 'audit.destinations', found)) throw new AppError('not-found');
  return found;
}
