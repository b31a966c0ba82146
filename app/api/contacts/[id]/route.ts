import { changeContact } from '@/lib/contacts/change-contact';
import { changeContactRequest, contactParams } from '@/lib/contacts/wire';
import { route } from '@/lib/http/route';

/** Writes a contact as it is wanted, and ends another one in it where two are merged. */
export const PUT = route(
  {
    access: 'user',
    params: contactParams,
    status: 204,
    refuses: ['not-found', 'contact-changed', 'address-in-book'],
    body: changeContactRequest,
    limit: { points: 600, seconds: 600, by: 'actor' },
  },
  ({ services, actor, params, body }) => changeContact(services, actor, { ...body, id: params.id }),
);
