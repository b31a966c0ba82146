import 'server-only';
import type { UserActor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import { Prisma } from '../db/sql';
import { changedMailboxes } from '../mailbox/mailbox-items';
import type { Services } from '../services';
import type { FileItemsAnswer, FileItemsRequest, Filing, ItemBefore } from './wire';

/**
 * Stars copies, marks them as read or unread, moves them to the archive, the trash or back: for everybody who reads their mailbox. Copies
 * that are not there, of mailboxes the actor may not read, or as wanted already, are passed over, all alike. No evidence: what was opened
 * stays opened.
 * @returns the copies that were changed, as they were
 * @throws AppError `sign-in-required` when the session has ended meanwhile
 */
export async function changeItems(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { actor, items, filing }: { actor: UserActor } & FileItemsRequest,
): Promise<FileItemsAnswer> {
  return db.$transaction(async (tx) => {
    const now = clock.now();
    const mailboxIds = mailboxIdsWith(await holdActor(tx, actor, now), 'read');
    const { set, differs } = changeOf(filing, now);
    const asked = Prisma.sql`
      i.id = ANY (${items}::uuid[]) AND i.mailbox_id = ANY (${[...mailboxIds]}::uuid[]) AND i.removed_at IS NULL`;
    // first the mailboxes, so that what is read after is what is changed
    await tx.$executeRaw`
      SELECT m.id FROM mailboxes m WHERE m.id IN (SELECT i.mailbox_id FROM mailbox_items i WHERE ${asked})
      ORDER BY m.id FOR NO KEY UPDATE`;
    const changed = await tx.$queryRaw<(Omit<ItemBefore, 'changeNumber'> & { changeNumber: bigint })[]>`
      WITH touched AS (
        SELECT i.id, i.mailbox_id, i.folder, i.read_at, i.starred_at FROM mailbox_items i WHERE ${asked} AND ${differs}
      ), ${changedMailboxes}
      UPDATE mailbox_items i SET ${set}, change_number = c.change_number
      FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id
      RETURNING t.id AS "itemId", t.folder, t.read_at IS NOT NULL AS read, t.starred_at IS NOT NULL AS starred,
        c.change_number AS "changeNumber"`;
    return { changed: changed.map((one) => ({ ...one, changeNumber: Number(one.changeNumber) })) };
  });
}

/** What is written, and of which copies. */
function changeOf(filing: Filing, now: Date): { set: Prisma.Sql; differs: Prisma.Sql } {
  if ('read' in filing) {
    const readAt = filing.read ? now : null;
    return {
      set: Prisma.sql`read_at = ${readAt}::timestamptz`,
      differs: Prisma.sql`(i.read_at IS NOT NULL) <> ${filing.read}`,
    };
  }
  if ('starred' in filing) {
    const starredAt = filing.starred ? now : null;
    return {
      set: Prisma.sql`starred_at = ${starredAt}::timestamptz`,
      differs: Prisma.sql`(i.starred_at IS NOT NULL) <> ${filing.starred}`,
    };
  }
  const folder =
    filing.folder === 'home'
      ? Prisma.sql`CASE WHEN i.recipient_id IS NULL THEN 'sent' ELSE 'inbox' END`
      : Prisma.sql`${filing.folder}::text`;
  const trashedAt = filing.folder === 'trash' ? now : null;
  return {
    set: Prisma.sql`folder = ${folder}, trashed_at = ${trashedAt}::timestamptz`,
    differs: Prisma.sql`i.folder <> ${folder}`,
  };
}
