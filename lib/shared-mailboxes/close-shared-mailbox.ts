import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockShared } from './lock-shared';

/**
 * Closes a shared mailbox: whoever may read it reads on for as long as its letters are kept, nobody writes from it, nothing new is sealed
 * to it, and its addresses are given to nobody else. Harmless when it is closed already.
 * @throws AppError `not-found`
 */
export async function closeSharedMailbox(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  id: string,
  client: Client,
): Promise<void> {
  const now = clock.now();
  await db.$transaction(async (tx) => {
    const { actor, mailbox } = await lockShared(tx, asking, id, now, { everybody: true });
    if (!can(actor, 'mailbox.administer', { ...mailbox, kind: 'shared' })) throw new AppError('not-found');
    if (mailbox.closedAt !== null) return;
    await tx.mailbox.update({ where: { id }, data: { closedAt: now } });
    await appendEntry(tx, {
      event: 'MailboxClosed',
      actor,
      client,
      organisationIds: [mailbox.organisationId],
      detail: { mailbox: mailbox.address },
    });
  });
}
