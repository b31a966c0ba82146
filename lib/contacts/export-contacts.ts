import 'server-only';
import type { Locale, UserActor } from '../access/actor';
import { can } from '../access/policy';
import type { Contact } from '../contact-files/contact';
import { csvHead, csvLine } from '../contact-files/write-csv';
import { writeVcard } from '../contact-files/write-vcard';
import { AppError } from '../errors';
import type { Services } from '../services';
import { findContacts } from './find-contacts';
import type { ContactCursor, ExportContactsQuery } from './wire';

const rowsPerChunk = 1_000;

/**
 * A mailbox's whole address book as a file, page by page: cards, or a table in the language `locale`.
 * @throws AppError `not-found` for a mailbox the actor may not use
 */
export function exportContacts(
  services: Pick<Services, 'db'>,
  { actor, locale, mailbox, format }: ExportContactsQuery & { actor: UserActor; locale: Locale },
): { fileName: string; mediaType: string; chunks: AsyncGenerator<Uint8Array> } {
  if (!can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
  const isCsv = format === 'csv';
  const write = (contact: Contact) => (isCsv ? csvLine(contact, locale) : writeVcard(contact));
  return {
    fileName: isCsv ? 'contacts.csv' : 'contacts.vcf',
    mediaType: isCsv ? 'text/csv; charset=utf-8' : 'text/vcard; charset=utf-8',
    chunks: chunksOf(services, mailbox, isCsv ? csvHead(locale) : '', write),
  };
}

async function* chunksOf(
  { db }: Pick<Services, 'db'>,
  mailbox: string,
  head: string,
  write: (contact: Contact) => string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(head);
  for (let after: ContactCursor | undefined; ; ) {
    const rows = await findContacts(db, { mailbox, words: [], after, rowsMax: rowsPerChunk });
    if (rows.length > 0) yield encoder.encode(rows.map(write).join(''));
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerChunk) return;
    after = { key: last.key, id: last.id, begins: last.begins };
  }
}
