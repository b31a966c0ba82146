import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { UserActor } from '../access/actor';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import type { Services } from '../services';
import { contactsMax } from './limits';
import { lockAddressBook } from './lock-address-book';
import type { AddContactsAnswer, AddContactsRequest } from './wire';

/**
 * Adds contacts to a mailbox's book, those entered and those imported alike. One of which an address stands there already, or in one
 * before it, is not added and nothing is joined to what stands there: the answer says so for each.
 * @throws AppError `not-found`, `too-many-contacts`
 */
export async function addContacts(
  services: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { mailbox, contacts }: AddContactsRequest,
): Promise<AddContactsAnswer> {
  const now = services.clock.now();
  return services.db.$transaction(async (tx) => {
    await lockAddressBook(tx, actor, mailbox, now);
    const present = await presentIn(
      tx,
      mailbox,
      contacts.flatMap(({ addresses }) => addresses),
    );
    const fresh: (AddContactsRequest['contacts'][number] & { id: string })[] = [];
    const results = contacts.map((contact): AddContactsAnswer['results'][number] => {
      const address = contact.addresses.find((one) => present.has(one));
      if (address !== undefined) return { present: { address, name: present.get(address) ?? '' } };
      const id = uuidv7();
      fresh.push({ ...contact, id });
      for (const one of contact.addresses) present.set(one, contact.name);
      return { id };
    });
    if (fresh.length === 0) return { results };
    if ((await tx.contact.count({ where: { mailboxId: mailbox } })) + fresh.length > contactsMax) {
      throw new AppError('too-many-contacts', { detail: { max: contactsMax } });
    }
    await tx.contact.createMany({
      data: fresh.map((contact) => ({ ...contact, mailboxId: mailbox, createdAt: now })),
    });
    return { results };
  });
}

/** Which of these addresses stand in the book, and under which name. */
async function presentIn(tx: Tx, mailboxId: string, addresses: readonly string[]) {
  const rows = await tx.contactAddress.findMany({
    where: { mailboxId, address: { in: [...addresses] } },
    select: { address: true, contact: { select: { name: true } } },
  });
  return new Map(rows.map(({ address, contact }) => [address, contact.name]));
}
