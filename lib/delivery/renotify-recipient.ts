import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { assertOpen } from '../envelope/lock-received';
import type { Services } from '../services';
import { lockManagedRecipient } from './lock-managed-recipient';
import { requestNotification } from './request-notification';

/**
 * The sender asks for a fresh notification, after a failure or because the first one was lost.
 * @throws AppError `not-found`; before the release too; `blocked` while the recipient's report is not dealt with; `withdrawn`, `expired`
 */
export async function renotifyRecipient(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
  { actor, client, ...ids }: { actor: UserActor; client: Client; envelopeId: string; recipientId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const received = await lockManagedRecipient(tx, actor, ids, services.clock.now());
    assertOpen(received, services.clock.now());
    await requestNotification(services, tx, { actor, client, received });
  });
}
