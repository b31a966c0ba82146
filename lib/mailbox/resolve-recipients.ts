import type { Locale } from '../access/actor';
import { normaliseAddress } from '../address/address';
import type { Tx } from '../db/transaction';
import type { SealRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { pickLocale } from '../i18n/locales';
import { holdOwnership } from './address-ownership';
import { oneLine } from './one-line';

/** Somebody an envelope goes to: the mailbox that owns the address, or a guest. */
export type Addressee = {
  address: string;
  name: string | null;
  kind: 'to' | 'cc' | 'bcc';
  mailbox: { id: string; organisationId: string } | null;
  /** Of the notification: the person's own, the mailbox's organisation's, or the sender's organisation's. */
  locale: Locale;
};

/**
 * Who is meant, each address once (the most visible of to, cc and bcc counts), in the order given. Four queries,
 * however many recipients.
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
  const owners = await tx.mailboxAddress.findMany({
    where: { address: { in: addresses } },
    select: { address: true, mailbox: { select: mailboxWithLocale } },
  });
  const guests = await tx.guest.findMany({
    where: { address: { in: addresses } },
    select: { address: true, locale: true },
  });
  const mailboxOf = new Map(owners.map(({ address, mailbox }) => [address, mailbox]));
  const guestLocaleOf = new Map(guests.map(({ address, locale }) => [address, locale]));
  return named.map((recipient) => {
    const mailbox = mailboxOf.get(recipient.address);
    const own = mailbox ? localeOf(mailbox) : guestLocaleOf.get(recipient.address);
    return {
      ...recipient,
      mailbox: mailbox ? { id: mailbox.id, organisationId: mailbox.organisationId } : null,
      locale: pickLocale(own ?? options.localeDefault, null),
    };
  });
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
  organisation: { locale: string };
  members: { user: { locale: string } }[];
};

/** A personal mailbox speaks its owner's language, a shared one its organisation's. */
function localeOf({ kind, organisation, members }: MailboxWithLocale): string {
  const [member, another] = members;
  return kind === 'personal' && member && !another ? member.user.locale : organisation.locale;
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
