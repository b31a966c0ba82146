import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/**
 * Locks a mailbox whose address book the actor may change: her right is read again under a lock of her row, and whoever else changes the
 * book waits until the transaction ends.
 * @throws AppError `not-found`, for one that is not there and one that is not hers to change alike
 */
export async function lockAddressBook(tx: Tx, actor: UserActor, mailboxId: string, now: Date): Promise<void> {
  const held = await holdActor(tx, actor, now);
  if (!can(held, 'contacts.change', { mailboxId })) throw new AppError('not-found');
  await tx.$executeRaw`SELECT FROM mailboxes WHERE id = ${mailboxId}::uuid FOR NO KEY UPDATE`;
}
