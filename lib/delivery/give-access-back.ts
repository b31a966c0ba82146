import type { Actor, Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import type { Received } from '../envelope/lock-received';
import { touchItems } from '../mailbox/mailbox-items';

/** Ends the block of a locked recipient, once, with its entry; the report itself stays on record. `by`: whose word it was. */
export async function giveAccessBack(
  tx: Tx,
  {
    actor,
    client,
    received,
    by,
  }: { actor: Actor; client: Client; received: Received; by: 'sender' | 'recipient' },
): Promise<void> {
  if (received.blockedAt === null) return;
  await tx.recipient.update({ where: { id: received.id }, data: { blockedAt: null } });
  await touchItems(tx, received.envelopeId, [received.id], null);
  await appendEntry(tx, {
    event: 'RecipientUnblocked',
    actor,
    client,
    organisationIds: organisationsConcerned(received.envelope, received),
    envelopeId: received.envelopeId,
    recipientId: received.id,
    ...(by === 'recipient' ? { detail: { by } } : {}),
  });
}
