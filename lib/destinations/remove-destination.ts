import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import type { Services } from '../services';
import { lockDestination } from './lock-destination';
import { readSettings } from './read-settings';
import { whereOf } from './where-of';

/**
 * Removes a destination of the actor's own organisation, its secret with it. What lies in a bucket stays there.
 * @throws AppError `not-found` for anyone but its administrators
 */
export async function removeDestination(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { actor: asking, client, id }: { actor: UserActor; client: Client; id: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const actor = await lockActor(tx, asking, clock.now());
    const found = await lockDestination(tx, actor, id);
    await tx.auditDestination.delete({ where: { id } });
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
