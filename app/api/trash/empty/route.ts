import { emptyTrash } from '@/lib/filing/empty-trash';
import { emptyTrashAnswer, emptyTrashRequest } from '@/lib/filing/wire';
import { route } from '@/lib/http/route';

/** Empties the trash of a mailbox, or of all the person reads, as far as one request goes. */
export const POST = route(
  {
    access: 'user',
    body: emptyTrashRequest,
    answer: emptyTrashAnswer,
    limit: { points: 300, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, body }) => emptyTrash(services, { actor, client, ...body }),
);
