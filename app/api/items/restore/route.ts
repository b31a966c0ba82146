import { restoreItems } from '@/lib/filing/restore-items';
import { restoreItemsAnswer, restoreItemsRequest } from '@/lib/filing/wire';
import { route } from '@/lib/http/route';

/** Puts copies back into the trash that were removed a moment ago. */
export const POST = route(
  {
    access: 'user',
    body: restoreItemsRequest,
    answer: restoreItemsAnswer,
    limit: { points: 300, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, body }) => restoreItems(services, { actor, client, ...body }),
);
