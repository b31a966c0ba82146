import type { Contact, ContactFault } from './contact';

/** Rows or cards that one file may hold. */
export const fileContactsMax = 10_000;

/** Octets that one file may have. */
export const contactFileBytesMax = 5 * 1024 * 1024;

/**
 * Why something of a file was not read. `unfinished`: a card without its end, `quotes`: a quotation mark that nothing closes, `cells`:
 * more cells than columns have names.
 */
export type FileFault = ContactFault | 'unfinished' | 'quotes' | 'cells' | 'encoding' | 'group';

/** A row or card that was not taken: on which line of the file it begins (from 1), why, and a few words by which it is known again. */
export type Fault = { line: number; fault: FileFault; value: string };

/** What a file of contacts holds, the good and the rest; nothing is joined or cut. */
export type ReadContacts = {
  contacts: { line: number; contact: Contact }[];
  faults: Fault[];
  /** What the book has no place for: the field as the file calls it, and in how many contacts it said something. */
  leftOut: { field: string; count: number }[];
};

/** Why a whole file is refused: no contacts in it that can be told, no column of addresses, or more rows than are read. */
export type FileRefusal = { refused: 'no-contacts' | 'no-address-column' | 'too-many-rows' };

/** Gathers what is read of a file. */
export function gatherContacts() {
  const read: ReadContacts = { contacts: [], faults: [], leftOut: [] };
  const counts = new Map<string, number>();
  return {
    add(
      line: number,
      contact: Contact | { fault: FileFault; value: string },
      leftOut: Iterable<string>,
    ): void {
      if ('fault' in contact) {
        read.faults.push({ line, ...contact });
        return;
      }
      read.contacts.push({ line, contact });
      for (const field of new Set(leftOut)) counts.set(field, (counts.get(field) ?? 0) + 1);
    },
    end(): ReadContacts | FileRefusal {
      const rows = read.contacts.length + read.faults.length;
      if (rows === 0) return { refused: 'no-contacts' };
      if (rows > fileContactsMax) return { refused: 'too-many-rows' };
      return { ...read, leftOut: [...counts].map(([field, count]) => ({ field, count })) };
    },
  };
}
