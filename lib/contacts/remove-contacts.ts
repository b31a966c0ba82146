import 'server-only';
import type { UserActor } from '../access/actor';
import type { Services } from '../services';
import { lockAddressBook } from './lock-address-book';
import type { RemoveContactsAnswer, RemoveContactsRequest } from './wire';

/**
 * Removes contacts from a mailbox's book, and nothing of them stays: whoever undoes it adds what her window still shows. Those that are
 * not there, or stand in another book, are passed over.
 * @throws AppError `not-found` for a mailbox whose book is not the actor's to change
 */
export async function removeContacts(
  services: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { mailbox, ids }: RemoveContactsRequest,
): Promise<RemoveContactsAnswer> {
  return services.db.$transaction(async (tx) => {
    await lockAddressBook(tx, actor, mailbox, services.clock.now());
    const { count } = await tx.contact.deleteMany({ where: { mailboxId: mailbox, id: { in: ids } } });
    return { removed: count };
  });
}
