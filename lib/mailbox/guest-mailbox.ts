import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/transaction';
import { moveReceived } from './mailbox-items';

/**
 * Gives each address that is nobody's a guest's mailbox. Two seals to one new address at once make one: the second waits for
 * the first and finds its mailbox.
 */
export async function openGuestMailboxes(tx: Tx, addresses: readonly string[]): Promise<void> {
  const sorted = [...addresses].sort();
  const ids = sorted.map(() => uuidv7());
  await tx.$executeRaw`
    INSERT INTO mailboxes (id, kind, name)
    SELECT id, 'guest', address FROM unnest(${ids}::uuid[], ${sorted}::text[]) WITH ORDINALITY AS f(id, address, place)
    ORDER BY place ON CONFLICT (name) WHERE kind = 'guest' DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO mailbox_addresses (address, mailbox_id)
    SELECT m.name, m.id FROM mailboxes m WHERE m.kind = 'guest' AND m.name = ANY (${sorted}::text[])
    ORDER BY m.name ON CONFLICT (address) DO NOTHING`;
}

/**
 * What an address received as a guest goes to the mailbox whose owner has proved that address: the letters and their place in
 * the mailbox. What the guest wrote stays the guest's.
 */
export async function takeOverGuest(tx: Tx, address: string, mailboxId: string): Promise<void> {
  const guest = await tx.mailbox.findFirst({ where: { kind: 'guest', name: address }, select: { id: true } });
  if (guest === null || guest.id === mailboxId) return;
  await tx.recipient.updateMany({ where: { mailboxId: guest.id }, data: { mailboxId } });
  await moveReceived(tx, guest.id, mailboxId);
}
