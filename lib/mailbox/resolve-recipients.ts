import type { Locale } from '../access/actor';
import { normaliseAddress, parseAddress } from '../address/address';
import type { Tx } from '../db/transaction';
import type { SealRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { pickLocale } from '../i18n/locales';
import { oneLine } from '../one-line';
import { holdOwnership } from './address-ownership';
import { openGuestMailboxes } from './guest-mailbox';

/** Somebody an envelope goes to, with the mailbox that owns the address: a guest's where it is nobody's else. */
export type Addressee = {
  address: string;
  name: string | null;
  kind: 'to' | 'cc' | 'bcc';
  mailbox: { id: string; organisationId: string | null };
  /** Of the notification: the person's own, the mailbox's organisation's, or the sender's organisation's. */
  locale: Locale;
};

/**
 * Locks all addresses that are named, in one order, first of all locks (docs/architecture.md): until the transaction ends each stays with
 * the mailbox that `resolveRecipients` finds for it. What is no address is left to that to refuse.
 */
export async function holdAddressees(tx: Tx, typed: SealRequest['recipients']): Promise<void> {
  const addresses = typed.flatMap(({ address }) => parseAddress(address) ?? []);
  await holdOwnership(tx, [...new Set(addresses)]);
}

/**
 * Who is meant, each address once (the most visible of to, cc and bcc counts), in the order given; with their addresses held
 * (`holdAddressees`). Four statements at most, however many recipients. An address that has no mailbox gets a guest's.
 * @throws AppError `address-invalid`, `too-many-recipients`, `mailbox-closed` for a shared mailbox that takes nothing any more
 */
export async function resolveRecipients(
  tx: Tx,
  typed: SealRequest['recipients'],
  options: { recipientsMax: number; localeDefault: string },
): Promise<Addressee[]> {
  const named = eachAddressOnce(typed);
  if (named.length > options.recipientsMax) {
    throw new AppError('too-many-recipients', { detail: { max: options.recipientsMax } });
  }
  const addresses = named.map(({ address }) => address);
  const ownerOf = new Map((await ownersOf(tx, addresses)).map((owner) => [owner.address, owner]));
  return named.map((recipient) => {
    const owner = ownerOf.get(recipient.address);
    if (!owner) throw new Error('an address without a mailbox'); // ownersOf gives every address one
    if (owner.isClosed) throw new AppError('mailbox-closed', { detail: { address: owner.address } });
    return {
      ...recipient,
      mailbox: { id: owner.id, organisationId: owner.organisationId },
      locale: pickLocale(owner.locale ?? options.localeDefault, null),
    };
  });
}

/** Who owns an address; `locale`: a personal mailbox speaks its owner's language, a shared one its organisation's, a guest's the guest's. */
type Owner = {
  address: string;
  id: string;
  organisationId: string | null;
  locale: string | null;
  isClosed: boolean;
};

/** Who owns each address, guests' mailboxes made where nobody does. */
async function ownersOf(tx: Tx, addresses: readonly string[]): Promise<Owner[]> {
  const read = (wanted: readonly string[]) => tx.$queryRaw<Owner[]>`
    SELECT a.address, m.id, m.organisation_id AS "organisationId", m.closed_at IS NOT NULL AS "isClosed",
      coalesce(
        CASE WHEN m.kind = 'personal' THEN (
          SELECT CASE WHEN count(*) = 1 THEN min(u.locale) END
          FROM mailbox_members b JOIN users u ON u.id = b.user_id WHERE b.mailbox_id = m.id
        ) END,
        o.locale, g.locale) AS locale
    FROM mailbox_addresses a JOIN mailboxes m ON m.id = a.mailbox_id
      LEFT JOIN organisations o ON o.id = m.organisation_id LEFT JOIN guests g ON g.address = a.address
    WHERE a.address = ANY (${[...wanted]}::text[])`;
  const owners = await read(addresses);
  const known = new Set(owners.map(({ address }) => address));
  const strangers = addresses.filter((address) => !known.has(address));
  if (strangers.length === 0) return owners;
  await openGuestMailboxes(tx, strangers);
  return [...owners, ...(await read(strangers))];
}

function eachAddressOnce(typed: SealRequest['recipients']): Pick<Addressee, 'address' | 'name' | 'kind'>[] {
  const visibility = ['to', 'cc', 'bcc'] as const;
  const byAddress = new Map<string, Pick<Addressee, 'address' | 'name' | 'kind'>>();
  for (const recipient of typed) {
    const address = normaliseAddress(recipient.address);
    const name = oneLine(recipient.name ?? '') || null;
    const before = byAddress.get(address);
    const kind =
      visibility.find((known) => known === recipient.kind || known === before?.kind) ?? recipient.kind;
    byAddress.set(address, { address, name: before?.name ?? name, kind });
  }
  return [...byAddress.values()];
}
