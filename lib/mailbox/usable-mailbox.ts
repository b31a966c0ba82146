import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/**
 * A mailbox the actor may send from, with its organisation and addresses.
 * @throws AppError `not-found`
 */
export async function usableMailbox(tx: Pick<Tx, 'mailbox'>, actor: UserActor, mailboxId: string) {
  const mailbox = can(actor, 'mailbox.send', { id: mailboxId })
    ? await tx.mailbox.findUnique({
        where: { id: mailboxId },
        include: { organisation: true, addresses: { select: { address: true } } },
      })
    : null;
  if (!mailbox?.organisation) throw new AppError('not-found');
  return { ...mailbox, organisation: mailbox.organisation };
}
