import { mailboxParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { openIndex } from '@/lib/search-index/open-index';
import { searchKeysAnswer } from '@/lib/search-index/wire';

/** Releases the keys of a mailbox's search index, with an entry. */
export const POST = route(
  {
    access: 'user',
    params: mailboxParams,
    answer: searchKeysAnswer,
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) => openIndex(services, { actor, client, mailboxId: params.id }),
);
