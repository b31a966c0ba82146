import { changeItems } from '@/lib/filing/change-items';
import { fileItemsAnswer, fileItemsRequest } from '@/lib/filing/wire';
import { route } from '@/lib/http/route';

/** Stars copies, marks them read or unread, archives them, puts them into the trash or back. */
export const POST = route(
  {
    access: 'user',
    body: fileItemsRequest,
    answer: fileItemsAnswer,
    limit: { points: 600, seconds: 60, by: 'actor' },
  },
  ({ services, actor, body }) => changeItems(services, { actor, ...body }),
);
