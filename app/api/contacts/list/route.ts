import { listContacts } from '@/lib/contacts/list-contacts';
import { contactsAnswer, listContactsRequest } from '@/lib/contacts/wire';
import { route } from '@/lib/http/route';

/** A page of a mailbox's address book, or of those in it who are looked for; POST, so that no name stands in a URL. Changes nothing. */
export const POST = route(
  {
    access: 'user',
    answer: contactsAnswer,
    body: listContactsRequest,
    limit: { points: 600, seconds: 60, by: 'actor' },
  },
  ({ services, actor, body }) => listContacts(services, actor, body),
);
