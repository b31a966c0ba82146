import { parseAddress } from '../address/address';
import { unseenInside } from '../typed-text';

/** What an address book says of somebody; every field but the addresses may be empty. */
export type Contact = {
  name: string;
  /** Normalised, each once, at least one; the first is offered first. */
  addresses: string[];
  organisation: string;
  /** What she does there. */
  role: string;
  phone: string;
  /** The only one that may have several lines. */
  note: string;
};

export const contactLimits = {
  addressesMax: 5,
  /** Characters of name, organisation and role. */
  lineCharactersMax: 200,
  phoneCharactersMax: 60,
  noteCharactersMax: 2_000,
} as const;

/** Why something cannot stand in an address book. */
export type ContactFault =
  | 'no-address'
  | 'address-invalid'
  | 'too-many-addresses'
  | 'too-long'
  | 'unseen-character';

/** One line of a person's own: spaces single, none at its edges. */
export function cleanLine(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** Lines of a note, without what is empty around them. */
export function cleanNote(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
}

/** Whether a line holds what cannot be seen, be it to hide something or by accident. */
export function hidesInLine(text: string): boolean {
  return unseenInside(text) !== null || !text.isWellFormed();
}

/** The same of a note, which may have line breaks, tabs and spaces of every kind. */
export function hidesInNote(text: string): boolean {
  return hidesInLine(text.replace(/[\n\t\p{Zs}]/gu, ''));
}

/**
 * A contact as it may be kept, from what somebody typed or a file holds; nothing is cut: what does not fit is a fault. A name that only
 * repeats an address, as programs write where they know none, is none.
 */
export function toContact(typed: Contact): Contact | { fault: ContactFault; value: string } {
  const lines = {
    name: cleanLine(typed.name),
    organisation: cleanLine(typed.organisation),
    role: cleanLine(typed.role),
    phone: cleanLine(typed.phone),
  };
  const note = cleanNote(typed.note);
  const addresses = new Set<string>();
  for (const entered of typed.addresses
    .map((address) => address.trim())
    .filter((address) => address !== '')) {
    const address = parseAddress(entered);
    if (address === null) return { fault: 'address-invalid', value: entered.slice(0, 100) };
    addresses.add(address);
  }
  if (addresses.size === 0) return { fault: 'no-address', value: lines.name.slice(0, 100) };
  if (addresses.size > contactLimits.addressesMax) return { fault: 'too-many-addresses', value: lines.name };
  const long = longOf(lines, note);
  if (long !== undefined) return { fault: 'too-long', value: `${long.slice(0, 60)}…` };
  const hiding = Object.values(lines).find(hidesInLine) ?? (hidesInNote(note) ? note : undefined);
  if (hiding !== undefined) return { fault: 'unseen-character', value: hiding.slice(0, 60) };
  const name = addresses.has(parseAddress(lines.name) ?? '') ? '' : lines.name;
  return { ...lines, name, addresses: [...addresses], note };
}

function longOf(
  lines: Pick<Contact, 'name' | 'organisation' | 'role' | 'phone'>,
  note: string,
): string | undefined {
  const { lineCharactersMax, phoneCharactersMax, noteCharactersMax } = contactLimits;
  if (lines.phone.length > phoneCharactersMax) return lines.phone;
  if (note.length > noteCharactersMax) return note;
  return [lines.name, lines.organisation, lines.role].find((line) => line.length > lineCharactersMax);
}

/**
 * What two contacts of one person become: every address, the first's fields where it has any, and in the note what the second says
 * otherwise, in the words of `differs`. What no longer fits is for who merges to shorten.
 */
export function mergeContacts(
  kept: Contact,
  other: Contact,
  differs: (field: 'name' | 'organisation' | 'role' | 'phone', value: string) => string,
): Contact {
  const differing = (['name', 'organisation', 'role', 'phone'] as const).filter(
    (field) => kept[field] !== '' && other[field] !== '' && kept[field] !== other[field],
  );
  const noted = differing.map((field) => differs(field, other[field]));
  const notes = [kept.note, kept.note === other.note ? '' : other.note, ...noted];
  return {
    name: kept.name || other.name,
    addresses: [...new Set([...kept.addresses, ...other.addresses])],
    organisation: kept.organisation || other.organisation,
    role: kept.role || other.role,
    phone: kept.phone || other.phone,
    note: notes.filter((part) => part !== '').join('\n'),
  };
}
