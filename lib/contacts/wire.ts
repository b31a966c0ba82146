/** What travels about the address book of a mailbox: /api/contacts and below. POST where names are asked for: none stands in a URL. */
import { z } from 'zod';
import { parseAddress } from '../address/address';
import { cleanLine, cleanNote, contactLimits, hidesInLine, hidesInNote } from '../contact-files/contact';
import { contactsPerRequestMax } from './limits';

const uuid = z.uuid().regex(/^[0-9a-f-]+$/);
const { addressesMax, lineCharactersMax, phoneCharactersMax, noteCharactersMax } = contactLimits;

const line = (charactersMax: number) =>
  z
    .string()
    .max(2_000)
    .transform(cleanLine)
    .pipe(
      z
        .string()
        .max(charactersMax)
        .refine((text) => !hidesInLine(text)),
    );

const address = z
  .string()
  .max(600)
  .transform((typed, context) => {
    const parsed = parseAddress(typed);
    if (parsed !== null) return parsed;
    context.addIssue({ code: 'custom', message: 'address-invalid' });
    return z.NEVER;
  });

const contactFields = z.strictObject({
  /** May be empty, like those below. */
  name: line(lineCharactersMax),
  /** The first is offered first. */
  addresses: z
    .array(address)
    .min(1)
    .max(addressesMax)
    .transform((all) => [...new Set(all)]),
  organisation: line(lineCharactersMax),
  role: line(lineCharactersMax),
  phone: line(phoneCharactersMax),
  /** May have several lines. */
  note: z
    .string()
    .max(2 * noteCharactersMax)
    .transform(cleanNote)
    .pipe(
      z
        .string()
        .max(noteCharactersMax)
        .refine((text) => !hidesInNote(text)),
    ),
});

export const contactParams = z.strictObject({ id: uuid });

/** Where a page ended: what its last row is sorted by, and its id. */
const contactCursor = z.strictObject({
  key: z
    .string()
    .max(400)
    .refine((text) => !text.includes('\0') && text.isWellFormed()),
  id: uuid,
  /** Of what is looked for: whether its name begins so; those come first. */
  begins: z.boolean(),
});
export type ContactCursor = z.infer<typeof contactCursor>;

/** POST /api/contacts/list */
export const listContactsRequest = z.strictObject({
  mailbox: uuid,
  /** Beginnings of words of name, address, organisation or role; case and accents do not count. */
  q: z.string().trim().max(100).optional(),
  after: contactCursor.optional(),
});
export type ListContactsRequest = z.infer<typeof listContactsRequest>;

const contactItem = z.strictObject({
  id: z.uuid(),
  /** Goes up with each change; whoever changes the contact says which she saw. */
  version: z.int(),
  name: z.string(),
  addresses: z.array(z.string()),
  organisation: z.string(),
  role: z.string(),
  phone: z.string(),
  note: z.string(),
});
export type ContactItem = z.infer<typeof contactItem>;

export const contactsAnswer = z.strictObject({
  /** By name, or by address where there is none; of what is looked for, first those whose name begins so. */
  contacts: z.array(contactItem),
  next: contactCursor.nullable(),
});
export type ContactsAnswer = z.infer<typeof contactsAnswer>;

/** POST /api/contacts */
export const addContactsRequest = z.strictObject({
  mailbox: uuid,
  contacts: z.array(contactFields).min(1).max(contactsPerRequestMax),
});
export type AddContactsRequest = z.infer<typeof addContactsRequest>;

/** Those of which no address stood in the book yet were added, the others were not. */
export const addContactsAnswer = z.strictObject({
  /** One for each that was asked for, in their order: its id, or the address that stands in the book already and under which name. */
  results: z.array(
    z.union([
      z.strictObject({ id: z.uuid() }),
      z.strictObject({ present: z.strictObject({ address: z.string(), name: z.string() }) }),
    ]),
  ),
});
export type AddContactsAnswer = z.infer<typeof addContactsAnswer>;

/** PUT /api/contacts/{id} → 204 */
export const changeContactRequest = z.strictObject({
  /** The one that was seen. */
  version: z.int().min(1).max(2_147_483_647),
  contact: contactFields,
  /** Another one of the same book, which ends in this one. */
  merged: z.strictObject({ id: uuid, version: z.int().min(1).max(2_147_483_647) }).optional(),
});
export type ChangeContactRequest = z.infer<typeof changeContactRequest>;

/** POST /api/contacts/remove */
export const removeContactsRequest = z.strictObject({
  mailbox: uuid,
  ids: z.array(uuid).min(1).max(contactsPerRequestMax),
});
export type RemoveContactsRequest = z.infer<typeof removeContactsRequest>;

export const removeContactsAnswer = z.strictObject({ removed: z.int() });
export type RemoveContactsAnswer = z.infer<typeof removeContactsAnswer>;

/** GET /api/contacts/export */
export const exportContactsQuery = z.strictObject({ mailbox: uuid, format: z.enum(['vcard', 'csv']) });
export type ExportContactsQuery = z.infer<typeof exportContactsQuery>;
