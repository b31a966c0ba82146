import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Services } from '../services';
import { lockManagedRecipient } from './lock-managed-recipient';

/**
 * The sender's answer to a report: the address is right after all. The report itself stays on record. Repeating it
 * changes nothing.
 * @throws AppError `not-found`
 */
export async function unblockRecipient(
  services: Pick<Services, 'db'>,
  { actor, client, ...ids }: { actor: UserActor; client: Client; envelopeId: string; recipientId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const received = await lockManagedRecipient(tx, actor, ids);
    if (received.blockedAt === null) return;
    await tx.recipient.update({ where: { id: received.id }, data: { blockedAt: null } });
    await appendEntry(tx, {
      event: 'RecipientUnblocked',
      actor,
      client,
      organisationIds: organisationsConcerned(received.envelope, received),
      envelopeId: received.envelopeId,
      recipientId: received.id,
    });
  });
}
