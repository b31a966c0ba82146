import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { typedWords } from '../db/prefix-query';
import { AppError } from '../errors';
import type { Services } from '../services';
import { findContacts } from './find-contacts';
import { contactRowsMax } from './limits';
import type { ContactsAnswer, ListContactsRequest } from './wire';

/**
 * A page of a mailbox's address book in order of names; with `q`, of those in which every word of it begins a word of name, addresses,
 * organisation or role, case and accents ignored: first those whose name begins with it.
 * @throws AppError `not-found` for a mailbox the actor may not use
 */
export async function listContacts(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  { mailbox, q = '', after }: ListContactsRequest,
): Promise<ContactsAnswer> {
  if (!can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
  const words = typedWords(q);
  if (q !== '' && words.length === 0) return { contacts: [], next: null };
  const rows = await findContacts(db, { mailbox, words, after, rowsMax: contactRowsMax + 1 });
  const page = rows.slice(0, contactRowsMax);
  const last = page.at(-1);
  return {
    contacts: page.map(({ key, begins, ...contact }) => contact),
    next:
      last !== undefined && rows.length > page.length
        ? { key: last.key, id: last.id, begins: last.begins }
        : null,
  };
}
