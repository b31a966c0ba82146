import type { Locale } from '../access/actor';
import { type Contact, contactLimits } from './contact';
import { guardCell } from './csv-cell';

/** What the spreadsheets of a language part cells by: a French one has the comma in its numbers. */
const separators = { fr: ';', en: ',' } as const satisfies Record<Locale, string>;

/** What the columns are called; lib/contact-files/csv-columns.ts knows each again. */
const columns = {
  fr: { name: 'Nom', address: 'E-mail', others: ['Organisation', 'Fonction', 'Téléphone', 'Note'] },
  en: { name: 'Name', address: 'E-mail', others: ['Organisation', 'Job title', 'Phone', 'Note'] },
} as const satisfies Record<Locale, unknown>;

/** The first line of a table: a byte order mark, because spreadsheets otherwise read UTF-8 as their own code page, and the columns. */
export function csvHead(locale: Locale): string {
  const { name, address, others } = columns[locale];
  const addresses = Array.from({ length: contactLimits.addressesMax }, (_, index) =>
    index === 0 ? address : `${address} ${index + 1}`,
  );
  return `\uFEFF${lineOf([name, ...addresses, ...others], locale)}`;
}

/** A contact as a record (RFC 4180), no cell of which is a formula. */
export function csvLine(
  { name, addresses, organisation, role, phone, note }: Contact,
  locale: Locale,
): string {
  const places = Array.from({ length: contactLimits.addressesMax }, (_, index) => addresses[index] ?? '');
  return lineOf([name, ...places, organisation, role, phone, note].map(guardCell), locale);
}

function lineOf(cells: readonly string[], locale: Locale): string {
  const separator = separators[locale];
  return `${cells.map((cell) => (/["\r\n',;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator)}\r\n`;
}
