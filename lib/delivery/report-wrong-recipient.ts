import 'server-only';
import type { Actor, Client } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import { holdActor } from '../auth/lock-actor';
import { lockReceived, standingOf } from '../envelope/lock-received';
import { AppError } from '../errors';
import { touchItems } from '../mailbox/mailbox-items';
import type { Services } from '../services';

/**
 * "Not for you?": tells the sender. The addressee may say so, and anybody who is not signed in and has the link (the mail may
 * have reached a stranger); a signed-in other person may not. Only who has proved the address blocks it, until she takes that
 * back or the sender acts: a stranger, or a mail scanner that presses buttons, shuts nobody out. Saying it again changes
 * nothing; a stranger's word counts once a day.
 * @throws AppError `not-found`
 */
export async function reportWrongRecipient(
  services: Pick<Services, 'db' | 'clock' | 'queue'>,
  { actor: asking, client, reference }: { actor: Actor; client: Client; reference: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const received = await lockReceived(tx, reference);
    const proved = can(actor, 'received.report', received);
    const isHidden = standingOf(received, services.clock.now()) === 'hidden';
    if (isHidden || (!proved && actor.kind !== 'anonymous')) throw new AppError('not-found');
    if (received.blockedAt !== null || (!proved && saidLately(received, services.clock.now()))) return;
    // where it is blocked it leaves the recipient's list too
    await touchItems(tx, received.envelopeId, [received.id], null);
    const at = await appendEntry(tx, {
      event: 'WrongRecipientReported',
      actor,
      client,
      organisationIds: organisationsConcerned(received.envelope, received),
      envelopeId: received.envelopeId,
      recipientId: received.id,
      detail: { opened: received.openedAt !== null, blocked: proved },
    });
    const change = { reportedAt: at, ...(proved ? { blockedAt: at } : {}) };
    await tx.recipient.update({ where: { id: received.id }, data: change });
    await services.queue.enqueue(tx, 'tell-sender', { recipientId: received.id, reason: 'wrong-recipient' });
  });
}

function saidLately({ reportedAt }: { reportedAt: Date | null }, now: Date): boolean {
  return reportedAt !== null && now.getTime() - reportedAt.getTime() < 86_400_000;
}
