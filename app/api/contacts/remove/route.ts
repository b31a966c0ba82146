import { removeContacts } from '@/lib/contacts/remove-contacts';
import { removeContactsAnswer, removeContactsRequest } from '@/lib/contacts/wire';
import { route } from '@/lib/http/route';

/** Removes contacts from a mailbox's address book; those that are not there are passed over. */
export const POST = route(
  {
    access: 'user',
    answer: removeContactsAnswer,
    refuses: ['not-found'],
    body: removeContactsRequest,
    limit: { points: 600, seconds: 600, by: 'actor' },
  },
  ({ services, actor, body }) => removeContacts(services, actor, body),
);
