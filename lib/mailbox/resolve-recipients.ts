import type { Locale } from '../access/actor';
import { normaliseAddress } from '../address/address';
import type { Tx } from '../db/transaction';
import type { SealRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { pickLocale } from '../i18n/locales';
import { holdOwnership } from './address-ownership';
import { openGuestMailboxes } from './guest-mailbox';
import { oneLine } from './one-line';

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
 * Who is meant, each address once (the most visible of to, cc and bcc counts), in the order given. Five queries at most,
 * however many recipients. An address that has no mailbox gets a guest's.
 * @throws AppError `address-invalid`, `too-many-recipients`
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
  await holdOwnership(tx, addresses);
  const owners = await ownersOf(tx, addresses);
  const guests = await tx.guest.findMany({
    where: { address: { in: addresses } },
    select: { address: true, locale: true },
  });
  const mailboxOf = new Map(owners.map(({ address, mailbox }) => [address, mailbox]));
  const guestLocaleOf = new Map(guests.map(({ address, locale }) => [address, locale]));
  return named.map((recipient) => {
    const mailbox = mailboxOf.get(recipient.address);
    if (!mailbox) throw new Error('an address without a mailbox'); // ownersOf gives every address one
    const own = localeOf(mailbox) ?? guestLocaleOf.get(recipient.address);
    return {
      ...recipient,
      mailbox: { id: mailbox.id, organisationId: mailbox.organisationId },
      locale: pickLocale(own ?? options.localeDefault, null),
    };
  });
}

/** Who owns each address, guests' mailboxes made where nobody does. */
async function ownersOf(tx: Tx, addresses: readonly string[]) {
  const read = (wanted: readonly string[]) =>
    tx.mailboxAddress.findMany({
      where: { address: { in: [...wanted] } },
      select: { address: true, mailbox: { select: mailboxWithLocale } },
    });
  const owners = await read(addresses);
  const known = new Set(owners.map(({ address }) => address));
  const strangers = addresses.filter((address) => !known.has(address));
  if (strangers.length === 0) return owners;
  await openGuestMailboxes(tx, strangers);
  return [...owners, ...(await read(strangers))];
}

const mailboxWithLocale = {
  id: true,
  organisationId: true,
  kind: true,
  organisation: { select: { locale: true } },
  members: { select: { user: { select: { locale: true } } }, take: 2 },
} as const;

type MailboxWithLocale = {
  kind: string;
  organisation: { locale: string } | null;
  members: { user: { locale: string } }[];
};

/** A personal mailbox speaks its owner's language, a shared one its organisation's; a guest's is not known here. */
function localeOf({ kind, organisation, members }: MailboxWithLocale): string | undefined {
  const [member, another] = members;
  return kind === 'personal' && member && !another ? member.user.locale : organisation?.locale;
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
