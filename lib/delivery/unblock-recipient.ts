import 'server-only';
import type { Client, UserActor } from '../access/actor';
import type { Services } from '../services';
import { giveAccessBack } from './give-access-back';
import { lockManagedRecipient } from './lock-managed-recipient';

/**
 * The sender's answer to a report: the address is right after all. The report itself stays on record. Repeating it
 * changes nothing.
 * @throws AppError `not-found`
 */
export async function unblockRecipient(
  services: Pick<Services, 'db' | 'clock'>,
  { actor, client, ...ids }: { actor: UserActor; client: Client; envelopeId: string; recipientId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const received = await lockManagedRecipient(tx, actor, ids, services.clock.now());
    await giveAccessBack(tx, { actor, client, received, by: 'sender' });
  });
}
