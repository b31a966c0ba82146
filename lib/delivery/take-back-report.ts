import 'server-only';
import type { Actor, Client } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import { lockReceived } from '../envelope/lock-received';
import { AppError } from '../errors';
import type { Services } from '../services';

/**
 * The addressee's second thought about "not for you?": access comes back to who has proved the address. The report itself
 * stays on record. Repeating it changes nothing.
 * @throws AppError `not-found`
 */
export async function takeBackReport(
  services: Pick<Services, 'db'>,
  { actor, client, reference }: { actor: Actor; client: Client; reference: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const received = await lockReceived(tx, reference);
    if (!can(actor, 'received.report', received)) throw new AppError('not-found');
    if (received.blockedAt === null) return;
    await tx.recipient.update({ where: { id: received.id }, data: { blockedAt: null } });
    await appendEntry(tx, {
      event: 'RecipientUnblocked',
      actor,
      client,
      organisationIds: organisationsConcerned(received.envelope, received),
      envelopeId: received.envelopeId,
      recipientId: received.id,
      detail: { by: 'recipient' },
    });
  });
}
