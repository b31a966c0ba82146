import type { GuestActor, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { normaliseAddress } from '../address/address';
import type { Tx } from '../db/transaction';
import type { ParsedSealRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { usableMailbox } from '../mailbox/usable-mailbox';
import { oneLine } from '../one-line';
import { cleanTyped } from '../typed-text';

/** Who sends: the mailbox, its organisation, and how both stand in the seal. */
export type Sender = {
  mailboxId: string;
  organisation: {
    /** Null: a guest is of none. */
    id: string | null;
    locale: string;
    titleInNotification: boolean;
    takeBackSeconds: number;
  };
  /** The author's own mailbox; else the letter is written in another name. */
  isOwn: boolean;
  inSeal: { address: string; name: string; organisation: string };
};

/**
 * The sender, when the actor may send from this mailbox under this address. The actor's own mailbox sends under the actor's name, any
 * other under its own.
 * @throws AppError `not-found`, `address-invalid`
 */
export async function senderOf(
  tx: Tx,
  actor: UserActor,
  { mailboxId, fromAddress }: ParsedSealRequest,
): Promise<Sender> {
  const { addresses, organisation, ...mailbox } = await usableMailbox(tx, actor, mailboxId);
  const address = normaliseAddress(fromAddress);
  if (!addresses.some((own) => own.address === address)) throw new AppError('not-found');
  const isOwn = mailbox.kind === 'personal' && addresses.some((own) => own.address === actor.email);
  const name = oneLine(isOwn ? actor.displayName : mailbox.name);
  const inSeal = { address, name, organisation: oneLine(organisation.name) };
  return { mailboxId, organisation, isOwn, inSeal };
}

/**
 * The same for a guest, who writes from the mailbox of her address, in no name but that, and what she sends goes out at once.
 * @throws AppError `not-found`
 */
export function guestSenderOf(
  guest: GuestActor,
  { mailboxId, fromAddress }: ParsedSealRequest,
  { titleInNotification }: { titleInNotification: boolean },
): Sender {
  const { address, locale } = guest;
  const isHers = can(guest, 'mailbox.send', { id: mailboxId }) && normaliseAddress(fromAddress) === address;
  if (!isHers) throw new AppError('not-found');
  const organisation = { id: null, locale, titleInNotification, takeBackSeconds: 0 };
  return { mailboxId, organisation, isOwn: true, inSeal: { address, name: '', organisation: '' } };
}

/** The title as the server may know it: one line, and none at all where the organisation hides titles. */
export function titleOf(
  { organisation }: Pick<Sender, 'organisation'>,
  { title }: ParsedSealRequest,
): string | null {
  return organisation.titleInNotification ? cleanTyped(oneLine(title ?? '', 200)) || null : null;
}
