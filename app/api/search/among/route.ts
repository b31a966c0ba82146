import { route } from '@/lib/http/route';
import { searchAmong } from '@/lib/search/search-among';
import { searchAmongAnswer, searchAmongRequest } from '@/lib/search/wire';

/** Shows copies that a browser found by its own index, as far as they fit what else is asked of them. */
export const POST = route(
  {
    access: 'user',
    body: searchAmongRequest,
    answer: searchAmongAnswer,
    limit: { points: 240, seconds: 60, by: 'actor' },
  },
  ({ services, actor, body }) => searchAmong(services, actor, body),
);
