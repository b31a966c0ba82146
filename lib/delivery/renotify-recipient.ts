import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockManagedRecipient } from './lock-managed-recipient';
import { requestNotification } from './request-notification';

/**
 * The sender asks for a fresh notification, after a failure or because the first one was lost.
 * @throws AppError `not-found`; `blocked` while the recipient's report is not dealt with; `expired`
 */
export async function renotifyRecipient(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
  { actor, client, ...ids }: { actor: UserActor; client: Client; envelopeId: string; recipientId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const received = await lockManagedRecipient(tx, actor, ids);
    if (received.blockedAt !== null) throw new AppError('blocked');
    if (received.envelope.expiresAt <= services.clock.now()) throw new AppError('expired');
    await requestNotification(services, tx, { actor, client, received });
  });
}
