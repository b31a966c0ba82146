import { route } from '@/lib/http/route';
import { searchLetters } from '@/lib/search/search-letters';
import { searchAnswer, searchRequest } from '@/lib/search/wire';

/** Finds letters by words of their titles and people, and by what is known of them. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:read',
    body: searchRequest,
    answer: searchAnswer,
    limit: { points: 240, seconds: 60, by: 'actor' },
  },
  ({ services, actor, body }) => searchLetters(services, actor, body),
);
