import 'server-only';
import { toPrefixQuery } from '../db/prefix-query';
import { Prisma } from '../db/sql';
import type { Services } from '../services';
import type { ContactCursor, ContactItem } from './wire';

/** A contact, what it is sorted by, and whether its name begins with what was typed. */
type Found = ContactItem & { key: string; begins: boolean };

type Asked = {
  mailbox: string;
  /** Of what was typed (lib/db/prefix-query.ts); none: everybody. */
  words: readonly string[];
  after?: ContactCursor | undefined;
  rowsMax: number;
};

/** How many of the next in order are looked through one by one. */
const nextMax = 1_000;

/**
 * Contacts of a mailbox that have words which begin so, from behind `after` on, `rowsMax` at most: first those whose name begins with what
 * was typed, then the others, each in the order of the book.
 */
export async function findContacts(db: Services['db'], asked: Asked): Promise<Found[]> {
  const { words, after, rowsMax } = asked;
  const beginning = words.join(' ');
  const begins = Prisma.sql`(sort_key >= ${beginning} AND sort_key < ${`${beginning}\u{10FFFF}`})`;
  if (words.length === 0) return inOrder(db, { ...asked, which: Prisma.sql`true`, begins: true });
  const first = after?.begins === false ? [] : await inOrder(db, { ...asked, which: begins, begins: true });
  if (first.length === rowsMax) return first;
  const others = await otherwise(db, {
    ...asked,
    after: after?.begins === false ? after : undefined,
    rowsMax: rowsMax - first.length,
    which: Prisma.sql`NOT ${begins}`,
  });
  return [...first, ...others];
}

type Which = Asked & { which: Prisma.Sql };

const inBook = ({ mailbox, after }: Asked) =>
  after === undefined
    ? Prisma.sql`mailbox_id = ${mailbox}::uuid`
    : Prisma.sql`mailbox_id = ${mailbox}::uuid AND (sort_key, id) > (${after.key}, ${after.id}::uuid)`;

/** Those next in order, a stretch of one index. */
function inOrder(db: Services['db'], asked: Which & { begins: boolean }): Promise<Found[]> {
  const rows = Prisma.sql`SELECT * FROM contacts WHERE ${inBook(asked)} AND ${asked.which}`;
  return pageOf(db, Prisma.sql`${rows} ORDER BY sort_key, id LIMIT ${asked.rowsMax}`, asked);
}

/**
 * Those whose words fit wherever they stand. What is frequent is found among the next in order; where that does not give enough, the words
 * are rare and their own index, which knows the mailbox, has few. The planner cannot know which, and would sometimes sort a hundred
 * thousand, sometimes read them all.
 */
async function otherwise(db: Services['db'], asked: Which): Promise<Found[]> {
  const words = toPrefixQuery(asked.words);
  const next = Prisma.sql`(SELECT * FROM contacts WHERE ${inBook(asked)} ORDER BY sort_key, id LIMIT ${nextMax})`;
  const having = Prisma.sql`words @@ to_tsquery('simple', ${words}) AND ${asked.which}`;
  const page = { rowsMax: asked.rowsMax, begins: false };
  const frequent = await pageOf(db, Prisma.sql`SELECT * FROM ${next} AS n WHERE ${having}`, page);
  if (frequent.length === asked.rowsMax) return frequent;
  const wanted = Prisma.sql`(${`'@${asked.mailbox}'`}::tsquery && to_tsquery('simple', ${words}))`;
  const rare = Prisma.sql`SELECT * FROM contacts WHERE words @@ ${wanted} AND ${inBook(asked)} AND ${asked.which}`;
  return pageOf(db, rare, page);
}

function pageOf(
  db: Services['db'],
  rows: Prisma.Sql,
  { rowsMax, begins }: { rowsMax: number; begins: boolean },
): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    WITH rows AS MATERIALIZED (${rows})
    SELECT id, version, name, addresses, organisation, role, phone, note, sort_key AS key, ${begins}::boolean AS begins
    FROM rows ORDER BY sort_key, id LIMIT ${rowsMax}`;
}
