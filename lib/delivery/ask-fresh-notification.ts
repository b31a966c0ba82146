import 'server-only';
import type { Actor, Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { assertOpen, lockReceived, type Received, standingOf } from '../envelope/lock-received';
import type { FreshAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { requestNotification } from './request-notification';

/**
 * Whoever has the link may have the notification sent again: it goes to the recipient's own address and nowhere else. An
 * expired envelope cannot be opened any more, so then its author is told instead.
 * At most three times an hour for one recipient, whoever asks from wherever.
 * @throws AppError `not-found`, `withdrawn`, `blocked`, `too-many-requests`
 */
export async function askFreshNotification(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
  { actor, client, reference }: { actor: Actor; client: Client; reference: string },
): Promise<FreshAnswer> {
  return services.db.$transaction(async (tx) => {
    const received = await lockReceived(tx, reference);
    const standing = standingOf(received, services.clock.now());
    if (standing !== 'expired') assertOpen(received, services.clock.now());
    await assertNotTooOften(tx, received, services.clock.now());
    if (standing === 'open') {
      await requestNotification(services, tx, { actor, client, received });
      return { sent: 'notification' };
    }
    await appendEntry(tx, {
      event: 'NotificationRequested',
      actor,
      client,
      organisationIds: organisationsConcerned(received.envelope, received),
      envelopeId: received.envelopeId,
      recipientId: received.id,
      detail: { expired: true },
    });
    const payload = { recipientId: received.id, reason: 'asked-after-expiry' } as const;
    await services.queue.enqueue(tx, 'tell-sender', payload, { key: `asked-after-expiry ${received.id}` });
    return { sent: 'request-to-sender' };
  });
}

/** The recipient's row is locked, so that requests at the same time are counted one after the other. */
async function assertNotTooOften(tx: Tx, received: Received, now: Date): Promise<void> {
  const asked = await tx.auditEntry.count({
    where: {
      envelopeId: received.envelopeId,
      recipientId: received.id,
      event: 'NotificationRequested',
      occurredAt: { gt: new Date(now.getTime() - 3_600_000) },
    },
  });
  if (asked >= 3) throw new AppError('too-many-requests', { detail: { seconds: 3_600 } });
}
