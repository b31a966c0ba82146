import type { UserActor } from '../access/actor';
import { type AppendedAddendum, appendAddendum } from '../addendum/append-addendum';
import type { Tx } from '../db/transaction';
import type { AddendumChange } from '../envelope-format/addendum';
import { parseSeal } from '../envelope-format/seal';
import { touchItems } from '../mailbox/mailbox-items';
import { placeOfRecipient } from '../sealed-rows/disagreements';
import type { Services } from '../services';
import type { ManagedEnvelope } from './lock-managed-envelope';

type Row = ManagedEnvelope['recipients'][number];

/**
 * Takes access away from recipients of a locked envelope, none of whom is withdrawn yet: one addendum for all of them, `further` changes behind
 * it in the same one, and their rows. Their copies stay in their lists, marked, and count as read. The caller appends the entry.
 */
export async function withdrawRecipients(
  services: Pick<Services, 'keys' | 'queue'>,
  tx: Tx,
  { actor, envelope, withdrawn }: { actor: UserActor; envelope: ManagedEnvelope; withdrawn: readonly Row[] },
  further: readonly AddendumChange[] = [],
): Promise<AppendedAddendum> {
  const seal = parseSeal(envelope.seal);
  const withdrawals = await Promise.all(
    withdrawn.map(async (recipient) => ({
      kind: 'recipient-withdrawn' as const,
      recipientHash: await placeOfRecipient(recipient, seal),
    })),
  );
  const changes = [...withdrawals, ...further];
  const appended = await appendAddendum(services, tx, { envelopeId: envelope.id, author: actor, changes });
  const ids = withdrawn.map(({ id }) => id);
  await tx.recipient.updateMany({
    where: { id: { in: ids } },
    data: { deliveryState: 'withdrawn', heldWhy: null, withdrawnAt: appended.at },
  });
  await touchItems(tx, envelope.id, ids, appended.at);
  return appended;
}
