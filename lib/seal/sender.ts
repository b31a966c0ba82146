import type { UserActor } from '../access/actor';
import { normaliseAddress } from '../address/address';
import type { Tx } from '../db/transaction';
import type { ParsedSealRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { oneLine } from '../mailbox/one-line';
import { usableMailbox } from '../mailbox/usable-mailbox';
import { cleanTyped } from '../typed-text';

/** Who sends: the mailbox, its organisation, and how both stand in the seal. */
export type Sender = Awaited<ReturnType<typeof senderOf>>;

/**
 * The sender, when the actor may send from this mailbox under this address. A personal mailbox sends under its owner's
 * name, any other under its own.
 * @throws AppError `not-found`, `address-invalid`
 */
export async function senderOf(tx: Tx, actor: UserActor, { mailboxId, fromAddress }: ParsedSealRequest) {
  const { addresses, organisation, ...mailbox } = await usableMailbox(tx, actor, mailboxId);
  const address = normaliseAddress(fromAddress);
  if (!addresses.some((own) => own.address === address)) throw new AppError('not-found');
  const name = oneLine(mailbox.kind === 'personal' ? actor.displayName : mailbox.name);
  return { mailboxId, organisation, inSeal: { address, name, organisation: oneLine(organisation.name) } };
}

/** The title as the server may know it: one line, and none at all where the organisation hides titles. */
export function titleOf(
  { organisation }: Pick<Sender, 'organisation'>,
  { title }: ParsedSealRequest,
): string | null {
  return organisation.titleInNotification ? cleanTyped(oneLine(title ?? '', 200)) || null : null;
}
