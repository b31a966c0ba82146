import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contact, toContact } from '../../lib/contact-files/contact';
import { guardCell, unguardCell } from '../../lib/contact-files/csv-cell';
import { readCsv } from '../../lib/contact-files/read-csv';
import { readVcards } from '../../lib/contact-files/read-vcards';
import { csvHead, csvLine } from '../../lib/contact-files/write-csv';
import { writeVcard } from '../../lib/contact-files/write-vcard';

/** Text with much of what files trip over. */
const text = (maxLength: number) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...('=+-@\'";:,\\|%\t\n\r é😀.a1'.match(/[\s\S]/gu) ?? []),
          '\\n',
          '＝',
          'BEGIN:VCARD',
          'tel:',
        ),
        fc.string({ unit: 'grapheme', maxLength: 4 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('').slice(0, maxLength));
const address = fc
  .tuple(fc.stringMatching(/^[a-z0-9][a-z0-9+=']{0,8}$/), fc.stringMatching(/^[a-z]{1,8}$/))
  .map(([local, domain]) => `${local}@${domain}.example`);
/** Contacts as a book holds them. */
const contact = fc
  .record({
    name: text(60),
    addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 5 }),
    organisation: text(60),
    role: text(60),
    phone: text(30),
    note: text(80),
  })
  .map(toContact)
  .filter((one): one is Contact => !('fault' in one));
const contacts = fc.array(contact, { minLength: 1, maxLength: 6 });
const read = (found: ReturnType<typeof readCsv>) =>
  'refused' in found ? found : { contacts: found.contacts.map((one) => one.contact), faults: found.faults };

describe('an address book', () => {
  it('exported as cards and imported again is the same', () => {
    fc.assert(
      fc.property(contacts, (all) => {
        expect(read(readVcards(all.map(writeVcard).join('')))).toEqual({ contacts: all, faults: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('exported as a table, French or English, and imported again is the same', () => {
    fc.assert(
      fc.property(contacts, fc.constantFrom('fr' as const, 'en' as const), (all, locale) => {
        const file = csvHead(locale) + all.map((one) => csvLine(one, locale)).join('');
        expect(read(readCsv(file))).toEqual({ contacts: all, faults: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('has cells that no spreadsheet computes, and that are the same when the guard is taken off', () => {
    fc.assert(
      fc.property(text(80), (cell) => {
        expect(guardCell(cell)).not.toMatch(/(^|[;\t\r\n])[\s\p{Cf}\0]*[=+\-@＝＋－＠|%]/u);
        expect(unguardCell(guardCell(cell))).toBe(cell);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read from any text without failing', () => {
    fc.assert(
      fc.property(text(400), (file) => {
        readCsv(`Name,E-mail\n${file}`);
        readVcards(`BEGIN:VCARD\n${file}\nEND:VCARD`);
      }),
    );
  });
});
