import { removeItems } from '@/lib/filing/remove-items';
import { removeItemsAnswer, removeItemsRequest } from '@/lib/filing/wire';
import { route } from '@/lib/http/route';

/** Removes copies for ever that lie in the trash; what is under a hold stays, and is named. */
export const POST = route(
  {
    access: 'user',
    body: removeItemsRequest,
    answer: removeItemsAnswer,
    limit: { points: 300, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, body }) => removeItems(services, { actor, client, ...body }),
);
