import 'server-only';
import type { UserActor } from '../access/actor';
import { can, mailboxIdsWith } from '../access/policy';
import { Prisma } from '../db/sql';
import { AppError } from '../errors';
import { firstPage, type ListCursor, pageRowsMax, parseCursor } from '../mailbox/list-cursor';
import { shownItems } from '../mailbox/list-items';
import type { Services } from '../services';
import { blindTerms } from './blind-terms';
import { isEmptySearch, parseSearch, type Search } from './parse-search';
import { filtersOf, matchesOf, rangeOf, type TermsOf, termGroups } from './search-sql';
import { exactTerms, nearTerms } from './search-terms';
import type { SearchAnswer, SearchRequest } from './wire';

/** How many of the latest are looked through one by one. */
const latestMax = 2_000;

type Found = { id: string; at: Date; recipientId: string | null };
type Needed = Pick<Services, 'db' | 'keys' | 'log' | 'clock'>;

/**
 * A page of the letters that have every word looked for, newest first: those of a mailbox or of all that the actor reads, but for the trash unless it is asked for.
 * Where no letter has the words as typed, those with words that differ by one letter.
 * @throws AppError `not-found` for a mailbox the actor may not use, `bad-request` for a cursor that is none
 */
export async function searchLetters(
  services: Needed,
  actor: UserActor,
  { text, mailbox, timeZone, cursor }: SearchRequest,
): Promise<SearchAnswer> {
  if (mailbox !== undefined && !can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
  const after = parseCursor(cursor);
  const search = parseSearch(text, { timeZone, now: services.clock.now() });
  const { notUnderstood } = search;
  if (isEmptySearch(search))
    return { items: [], nextCursor: null, near: false, incomplete: false, notUnderstood };
  const mailboxIds = mailbox === undefined ? mailboxIdsWith(actor, 'read') : [mailbox];
  const find = async (termsOf: TermsOf) =>
    firstPage(await Promise.all(mailboxIds.map((id) => findIn(services, id, search, termsOf, after))));
  const exact = await find(exactTerms);
  const near = exact.rows.length === 0 && after === null && hasWords(search) ? await find(nearTerms) : exact;
  const { rows, nextCursor } = near;
  const shown = await shownItems(services, rows);
  return {
    items: rows.flatMap(({ id }) => shown.get(id) ?? []),
    // what is near is for a glance: its next page would be looked for as typed
    nextCursor: near === exact ? nextCursor : null,
    near: near !== exact && rows.length > 0,
    incomplete: await someWait(services, mailboxIds),
    notUnderstood,
  };
}

const hasWords = ({ words, from, to }: Search) => words.length + from.length + to.length > 0;

/**
 * The copies in one mailbox. Frequent words give enough among the latest; where they do not, the words are rare, and their own index has few. The planner
 * cannot know which, and one statement would sometimes sort a million, sometimes read them all.
 */
async function findIn(
  { db, keys }: Needed,
  mailboxId: string,
  search: Search,
  termsOf: TermsOf,
  after: ListCursor | null,
): Promise<Found[]> {
  const blind = blindTerms(keys, mailboxId);
  const groups = termGroups(search, termsOf);
  const when = rangeOf(search, after);
  const filters = filtersOf(mailboxId, search);
  const page = Prisma.sql`ORDER BY s.at DESC, s.item_id DESC LIMIT ${pageRowsMax + 1}`;
  const select = Prisma.sql`SELECT i.id, s.at, i.recipient_id AS "recipientId"`;
  if (groups.length === 0) {
    return db.$queryRaw<Found[]>`
      ${select} FROM mailbox_items i JOIN item_search_terms s ON s.item_id = i.id WHERE ${filters} AND ${when} ${page}`;
  }
  const matches = matchesOf(groups, blind);
  const frequent = await db.$queryRaw<Found[]>`
    ${select} FROM (
      SELECT * FROM item_search_terms s WHERE s.mailbox_id = ${mailboxId}::uuid AND ${when}
      ORDER BY s.at DESC, s.item_id DESC LIMIT ${latestMax}
    ) AS s JOIN mailbox_items i ON i.id = s.item_id WHERE ${matches} AND ${filters} ${page}`;
  if (frequent.length > pageRowsMax) return frequent;
  // terms are of one mailbox: with it named too, its index could be chosen and all of it read
  return db.$queryRaw<Found[]>`
    WITH s AS MATERIALIZED (SELECT item_id, at FROM item_search_terms s WHERE ${matches})
    ${select} FROM s JOIN mailbox_items i ON i.id = s.item_id WHERE ${filters} AND ${when} ${page}`;
}

async function someWait({ db }: Needed, mailboxIds: readonly string[]): Promise<boolean> {
  const [row] = await db.$queryRaw<{ some: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM item_search_terms WHERE mailbox_id = ANY (${[...mailboxIds]}::uuid[]) AND terms IS NULL) AS some`;
  return row?.some === true;
}
