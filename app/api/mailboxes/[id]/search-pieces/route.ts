import { mailboxParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { listPieces } from '@/lib/search-index/list-pieces';
import { searchPiecesAnswer, searchPiecesQuery } from '@/lib/search-index/wire';

/** The encrypted pieces of a mailbox's search index, by number. */
export const GET = route(
  {
    access: 'user',
    params: mailboxParams,
    query: searchPiecesQuery,
    answer: searchPiecesAnswer,
    limit: { points: 1_200, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params, query }) => listPieces(services, actor, { ...params, ...query }),
);
