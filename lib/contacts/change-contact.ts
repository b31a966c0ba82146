import 'server-only';
import type { UserActor } from '../access/actor';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockAddressBook } from './lock-address-book';
import type { ChangeContactRequest } from './wire';

/**
 * Writes a contact as the actor wants it, and where she names another one of the same book, ends that one in it: what is kept of both she has
 * seen, and sends. What somebody else changed meanwhile is not written over.
 * @throws AppError `not-found`, `contact-changed` for a version that is not the one seen, `address-in-book` for an address of a third
 */
export async function changeContact(
  services: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { id, version, contact, merged }: ChangeContactRequest & { id: string },
): Promise<void> {
  const { db, clock } = services;
  await db.$transaction(async (tx) => {
    const found = await tx.contact.findUnique({ where: { id }, select: { mailboxId: true } });
    if (found === null) throw new AppError('not-found');
    const { mailboxId } = found;
    await lockAddressBook(tx, actor, mailboxId, clock.now());
    await assertSeen(tx, { id, mailboxId, version });
    if (merged !== undefined) {
      if (merged.id === id) throw new AppError('not-found');
      await assertSeen(tx, { ...merged, mailboxId });
      await tx.contact.delete({ where: { id: merged.id } });
    }
    const others = await tx.contactAddress.findFirst({
      where: { mailboxId, address: { in: contact.addresses }, contactId: { not: id } },
      select: { address: true },
    });
    if (others !== null) throw new AppError('address-in-book', { detail: { address: others.address } });
    await tx.contact.update({ where: { id }, data: { ...contact, version: { increment: 1 } } });
  });
}

/** The book is locked: what is compared here stays so. */
async function assertSeen(
  tx: Tx,
  { id, mailboxId, version }: { id: string; mailboxId: string; version: number },
): Promise<void> {
  const row = await tx.contact.findUnique({ where: { id, mailboxId }, select: { version: true } });
  if (row === null) throw new AppError('not-found');
  if (row.version !== version) throw new AppError('contact-changed');
}
