import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { normaliseAddress } from '../address/address';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import { AppError } from '../errors';
import { changeOwnership } from '../mailbox/address-ownership';
import { oneLine } from '../one-line';
import type { Services } from '../services';
import { assertAddressFree } from './assert-address-free';

/**
 * Makes a shared mailbox of the administrator's organisation, with nobody in it. What is sent to the address from now on is its own; what
 * a guest of that address had received stays the guest's.
 * @throws AppError `not-found` `address-invalid` `unseen-character` `address-outside` `address-taken`
 */
export async function createSharedMailbox(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  input: { name: string; address: string },
  client: Client,
): Promise<{ id: string }> {
  const address = normaliseAddress(input.address);
  const id = uuidv7();
  return db.$transaction(async (tx) => {
    await changeOwnership(tx, address);
    const actor = await lockActor(tx, asking, clock.now());
    if (!can(actor, 'mailbox.administer', { ...actor, kind: 'shared' })) throw new AppError('not-found');
    const { organisationId } = actor;
    await assertAddressFree(tx, organisationId, address);
    await tx.mailbox.create({ data: { id, organisationId, kind: 'shared', name: oneLine(input.name) } });
    await tx.mailboxAddress.upsert({
      where: { address },
      create: { address, mailboxId: id },
      update: { mailboxId: id, isPrimary: true },
    });
    const detail = { mailbox: address };
    await appendEntry(tx, {
      event: 'MailboxCreated',
      actor,
      client,
      organisationIds: [organisationId],
      detail,
    });
    return { id };
  });
}
