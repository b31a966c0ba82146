import { addContacts } from '@/lib/contacts/add-contacts';
import { addContactsAnswer, addContactsRequest } from '@/lib/contacts/wire';
import { route } from '@/lib/http/route';

/** Adds contacts to a mailbox's address book, for everybody who uses it; one whose address stands there already is not added. */
export const POST = route(
  {
    access: 'user',
    answer: addContactsAnswer,
    refuses: ['not-found', 'too-many-contacts'],
    body: addContactsRequest,
    bodyBytesMax: 3 * 1024 * 1024,
    limit: { points: 300, seconds: 600, by: 'actor' },
  },
  ({ services, actor, body }) => addContacts(services, actor, body),
);
