import 'server-only';
import type { UserActor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import { Prisma } from '../db/sql';
import { AppError } from '../errors';
import { shownItems } from '../mailbox/list-items';
import type { Services } from '../services';
import { blindTerms } from './blind-terms';
import { parseSearch } from './parse-search';
import { filtersOf, matchesOf, rangeOf, termGroups } from './search-sql';
import { exactTerms } from './search-terms';
import type { SearchAmongAnswer, SearchAmongRequest } from './wire';

/**
 * Copies that a browser found by its own index, as lists show them: of those that still have a piece there and lie in a mailbox that the actor reads, the ones that
 * fit the keys with values. Which words found them is not told; others are passed over in silence, whatever the reason.
 * @throws AppError `bad-request` where a word was sent
 */
export async function searchAmong(
  services: Pick<Services, 'db' | 'keys' | 'log' | 'clock'>,
  actor: UserActor,
  { items: ids, text, timeZone }: SearchAmongRequest,
): Promise<SearchAmongAnswer> {
  const search = parseSearch(text, { timeZone, now: services.clock.now() });
  if (search.words.length > 0) throw new AppError('bad-request', { detail: { field: 'text' } });
  const found = await Promise.all(
    mailboxIdsWith(actor, 'read').map((mailboxId) => {
      const blind = blindTerms(services.keys, mailboxId);
      const conditions = [
        filtersOf(mailboxId, search),
        rangeOf(search, null),
        matchesOf(termGroups(search, exactTerms), blind),
        Prisma.sql`i.id = ANY (${ids}::uuid[])`,
      ];
      return services.db.$queryRaw<{ id: string; recipientId: string | null; at: Date }[]>`
        SELECT i.id, i.recipient_id AS "recipientId", s.at FROM mailbox_items i
          JOIN item_search_terms s ON s.item_id = i.id JOIN item_search_pieces p ON p.item_id = i.id AND p.mailbox_id = i.mailbox_id
        WHERE ${Prisma.join(conditions, ' AND ')}`;
    }),
  );
  const rows = found.flat().sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  const shown = await shownItems(services, rows);
  return { items: rows.flatMap(({ id }) => shown.get(id) ?? []) };
}
