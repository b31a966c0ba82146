import 'server-only';
import type { Actor, Client } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import { lockReceived } from '../envelope/lock-received';
import { AppError } from '../errors';
import type { Services } from '../services';

/**
 * "Not for you?": blocks the recipient until the sender acts, and tells the sender. The addressee may say so, and anybody
 * who is not signed in and has the link (the mail may have reached a stranger); a signed-in other person may not.
 * Saying it again changes nothing.
 * @throws AppError `not-found`
 */
export async function reportWrongRecipient(
  services: Pick<Services, 'db' | 'queue'>,
  { actor, client, reference }: { actor: Actor; client: Client; reference: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const received = await lockReceived(tx, reference);
    if (actor.kind !== 'anonymous' && !can(actor, 'received.report', received))
      throw new AppError('not-found');
    if (received.blockedAt !== null) return;
    const at = await appendEntry(tx, {
      event: 'WrongRecipientReported',
      actor,
      client,
      organisationIds: organisationsConcerned(received.envelope, received),
      envelopeId: received.envelopeId,
      recipientId: received.id,
      detail: { opened: received.openedAt !== null },
    });
    await tx.recipient.update({ where: { id: received.id }, data: { reportedAt: at, blockedAt: at } });
    await services.queue.enqueue(tx, 'tell-sender', { recipientId: received.id, reason: 'wrong-recipient' });
  });
}
