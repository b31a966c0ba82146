import 'server-only';
import { Prisma } from '../db/sql';
import type { Services } from '../services';
import type { ContactCursor, ContactItem } from './wire';

/** A contact and what it is sorted by. */
type Found = ContactItem & { key: string };

/** How many of the next in order are looked through one by one. */
const nextMax = 1_000;

/**
 * Contacts of a mailbox in the order of its book, from behind `after` on, `rowsMax` at most; with `words` (lib/db/prefix-query.ts) those
 * that have them. What is frequent is found among the next in order; where that does not give enough, the words are rare and their own
 * index, which knows the mailbox, has few. The planner cannot know which, and would sometimes sort a hundred thousand, sometimes read
 * them all.
 */
export async function findContacts(
  db: Services['db'],
  asked: {
    mailbox: string;
    words?: string | undefined;
    after?: ContactCursor | undefined;
    rowsMax: number;
  },
): Promise<Found[]> {
  const { mailbox, words, after, rowsMax } = asked;
  const from = Prisma.sql`mailbox_id = ${mailbox}::uuid AND ${
    after === undefined ? Prisma.sql`true` : Prisma.sql`(sort_key, id) > (${after.key}, ${after.id}::uuid)`
  }`;
  const pageOf = (rows: Prisma.Sql) => db.$queryRaw<Found[]>`
    WITH rows AS MATERIALIZED (${rows})
    SELECT id, version, name, addresses, organisation, role, phone, note, sort_key AS key
    FROM rows ORDER BY sort_key, id LIMIT ${rowsMax}`;
  const nextIn = (max: number) =>
    Prisma.sql`SELECT * FROM contacts WHERE ${from} ORDER BY sort_key, id LIMIT ${max}`;
  if (words === undefined) return pageOf(nextIn(rowsMax));
  const frequent = await pageOf(
    Prisma.sql`SELECT * FROM (${nextIn(nextMax)}) AS n WHERE words @@ to_tsquery('simple', ${words})`,
  );
  if (frequent.length === rowsMax) return frequent;
  const wanted = Prisma.sql`${`'@${mailbox}'`}::tsquery && to_tsquery('simple', ${words})`;
  return pageOf(Prisma.sql`SELECT * FROM contacts WHERE words @@ (${wanted}) AND ${from}`);
}
