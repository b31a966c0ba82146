import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can, visibleDestinations } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { AppError } from '../errors';
import type { Services } from '../services';
import { readSettings } from './read-settings';
import { whereOf } from './where-of';

/**
 * Removes a destination of the actor's own organisation, its secret with it. What lies in a bucket stays there.
 * @throws AppError `not-found` for anyone but its administrators
 */
export async function removeDestination(
  { db }: Pick<Services, 'db'>,
  { actor, client, id }: { actor: UserActor; client: Client; id: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const found = await tx.auditDestination.findFirst({ where: { id, ...visibleDestinations(actor) } });
    if (found === null || !can(actor, 'audit.destinations', found)) throw new AppError('not-found');
    const removed = await tx.auditDestination.deleteMany({ where: { id } });
    if (removed.count === 0) throw new AppError('not-found'); // somebody else was faster
    const { organisationId, kind, name } = found;
    await appendEntry(tx, {
      event: 'AuditDestinationRemoved',
      actor,
      client,
      organisationIds: [organisationId],
      detail: { destination: id, kind, name, where: whereOf(readSettings(found)) },
    });
  });
}
