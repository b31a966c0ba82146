import 'server-only';
import { Prisma } from '../db/sql';
import type { Services } from '../services';

/** Above it a number says no more than "many", and counting on costs. */
const countedMax = 1_000;

/** What waits in places of mailboxes; 1,000 where there is as much or more. */
export type Waiting = {
  /** Received letters of the inboxes that are not read. */
  inbox: number;
  /** Letters that are put away until later. */
  later: number;
  /** Received letters of folders that are not read, by the folder's id; none that has none. */
  folders: ReadonlyMap<string, number>;
};

/** Counts, in one statement however many folders there are. */
export async function countWaiting(
  { db }: Pick<Services, 'db'>,
  mailboxIds: readonly string[],
): Promise<Waiting> {
  if (mailboxIds.length === 0) return { inbox: 0, later: 0, folders: new Map() };
  const mine = Prisma.sql`ANY (${[...mailboxIds]}::uuid[])`;
  const rows = await db.$queryRaw<{ place: string; waiting: number }[]>`
    SELECT 'inbox' AS place, ${counted(Prisma.sql`i.mailbox_id = ${mine} AND i.folder = 'inbox' AND i.read_at IS NULL`)}
    UNION ALL
    SELECT 'later', ${counted(Prisma.sql`i.mailbox_id = ${mine} AND i.folder = 'later'`)}
    UNION ALL
    SELECT * FROM (
      SELECT f.id::text AS place, ${counted(Prisma.sql`i.folder_id = f.id AND i.read_at IS NULL`)}
      FROM mailbox_folders f WHERE f.mailbox_id = ${mine}) AS folders WHERE waiting > 0`;
  const {
    inbox = 0,
    later = 0,
    ...folders
  } = Object.fromEntries(rows.map(({ place, waiting }) => [place, waiting]));
  return { inbox, later, folders: new Map(Object.entries(folders)) };
}

function counted(where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT count(*)::int FROM (
      SELECT FROM mailbox_items i JOIN recipients r ON r.id = i.recipient_id AND r.blocked_at IS NULL
      WHERE ${where} AND i.removed_at IS NULL LIMIT ${countedMax}
    ) AS counted) AS waiting`;
}
