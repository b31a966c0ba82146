import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { normaliseAddress } from '../address/address';
import { appendEntry } from '../audit/trail/append-entry';
import { AppError } from '../errors';
import { oneLine } from '../one-line';
import type { Services } from '../services';
import { assertAddressFree } from './assert-address-free';
import { lockShared } from './lock-shared';

/**
 * Gives a shared mailbox another name, or an address more; what is absent stays. An address that it has once is never taken from it:
 * letters on their way to it would reach somebody else.
 * @throws AppError `not-found`, `conflict` when it is closed, `address-invalid` `unseen-character` `address-outside` `address-taken`
 */
export async function changeSharedMailbox(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  input: { id: string; name?: string | undefined; address?: string | undefined },
  client: Client,
): Promise<void> {
  const { id } = input;
  const added = input.address === undefined ? null : normaliseAddress(input.address);
  await db.$transaction(async (tx) => {
    const also = added === null ? {} : { otherAddress: added };
    const { actor, mailbox } = await lockShared(tx, asking, id, clock.now(), also);
    if (!can(actor, 'mailbox.administer', { ...mailbox, kind: 'shared' })) throw new AppError('not-found');
    if (mailbox.closedAt !== null) throw new AppError('conflict');
    if (input.name === undefined && added === null) return;
    if (input.name !== undefined)
      await tx.mailbox.update({ where: { id }, data: { name: oneLine(input.name) } });
    if (added !== null) {
      await assertAddressFree(tx, mailbox.organisationId, added);
      const data = { mailboxId: id, isPrimary: false };
      await tx.mailboxAddress.upsert({
        where: { address: added },
        create: { address: added, ...data },
        update: data,
      });
    }
    await appendEntry(tx, {
      event: 'MailboxChanged',
      actor,
      client,
      organisationIds: [mailbox.organisationId],
      detail: { mailbox: mailbox.address, renamed: input.name !== undefined, addressAdded: added },
    });
  });
}
