import 'server-only';
import type { UserActor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import { Prisma } from '../db/sql';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import { changedMailboxes } from '../mailbox/mailbox-items';
import type { Services } from '../services';
import { laterDaysMax } from './limits';
import type { FileItemsAnswer, FileItemsRequest, Filing, ItemBefore } from './wire';

/**
 * Stars copies, marks them as read or unread, moves them to the archive, the trash, a folder or back, puts them away until later: for
 * everybody who reads their mailbox. Copies that are not there, of mailboxes the actor may not read, of another mailbox than the folder, of
 * letters one sent (later is for the inbox), or as wanted already, are passed over, all alike. No evidence: what was opened stays opened.
 * @returns the copies that were changed, as they were
 * @throws AppError `sign-in-required` when the session has ended meanwhile, `not-found` for a folder that is not there for the actor,
 * `bad-request` for a moment that is over or too far away
 */
export async function changeItems(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { actor, items, filing }: { actor: UserActor } & FileItemsRequest,
): Promise<FileItemsAnswer> {
  return db.$transaction(async (tx) => {
    const now = clock.now();
    const mailboxIds = mailboxIdsWith(await holdActor(tx, actor, now), 'read');
    assertMoment(filing, now);
    const { set, differs } = changeOf(filing, now);
    const asked = Prisma.sql`
      i.id = ANY (${items}::uuid[]) AND i.mailbox_id = ANY (${[...mailboxIds]}::uuid[]) AND i.removed_at IS NULL`;
    // first the mailboxes, so that what is read after is what is changed
    await tx.$executeRaw`
      SELECT m.id FROM mailboxes m WHERE m.id IN (SELECT i.mailbox_id FROM mailbox_items i WHERE ${asked})
      ORDER BY m.id FOR NO KEY UPDATE`;
    await assertFolder(tx, mailboxIds, filing);
    const changed = await tx.$queryRaw<Row[]>`
      WITH touched AS (
        SELECT i.id, i.mailbox_id, i.folder, i.folder_id, i.later_until, i.read_at, i.starred_at
        FROM mailbox_items i WHERE ${asked} AND ${differs}
      ), ${changedMailboxes}
      UPDATE mailbox_items i SET ${set}, change_number = c.change_number
      FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id
      RETURNING t.id AS "itemId", t.folder, t.folder_id AS "folderId", t.later_until AS "laterUntil",
        t.read_at IS NOT NULL AS read, t.starred_at IS NOT NULL AS starred, c.change_number AS "changeNumber"`;
    return {
      changed: changed.map((row) => ({
        ...row,
        laterUntil: row.laterUntil?.toISOString() ?? null,
        changeNumber: Number(row.changeNumber),
      })),
    };
  });
}

type Row = Omit<ItemBefore, 'laterUntil'> & { laterUntil: Date | null };

function assertMoment(filing: Filing, now: Date): void {
  if (!('laterUntil' in filing)) return;
  const ahead = new Date(filing.laterUntil).getTime() - now.getTime();
  if (ahead <= 0 || ahead > laterDaysMax * 86_400_000)
    throw new AppError('bad-request', { detail: { field: 'laterUntil' } });
}

async function assertFolder(tx: Tx, mailboxIds: readonly string[], filing: Filing): Promise<void> {
  if (!('folderId' in filing)) return;
  const where = { id: filing.folderId, mailboxId: { in: [...mailboxIds] } };
  if ((await tx.mailboxFolder.count({ where })) === 0) throw new AppError('not-found');
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
  if ('folderId' in filing) {
    const { folderId } = filing;
    return {
      set: movedTo(Prisma.sql`'own'`, { folderId }),
      differs: Prisma.sql`i.folder_id IS DISTINCT FROM ${folderId}::uuid
        AND i.mailbox_id = (SELECT f.mailbox_id FROM mailbox_folders f WHERE f.id = ${folderId}::uuid)`,
    };
  }
  if ('laterUntil' in filing) {
    const laterUntil = new Date(filing.laterUntil);
    return {
      set: movedTo(Prisma.sql`'later'`, { laterUntil }),
      differs: Prisma.sql`i.recipient_id IS NOT NULL AND i.later_until IS DISTINCT FROM ${laterUntil}::timestamptz`,
    };
  }
  const folder =
    filing.folder === 'home'
      ? Prisma.sql`CASE WHEN i.recipient_id IS NULL THEN 'sent' ELSE 'inbox' END`
      : Prisma.sql`${filing.folder}::text`;
  return {
    set: movedTo(folder, filing.folder === 'trash' ? { trashedAt: now } : {}),
    differs: Prisma.sql`i.folder <> ${folder}`,
  };
}

/** Where a copy lies, and nothing left of where it lay. */
function movedTo(
  folder: Prisma.Sql,
  { folderId, laterUntil, trashedAt }: { folderId?: string; laterUntil?: Date; trashedAt?: Date },
): Prisma.Sql {
  return Prisma.sql`folder = ${folder}, folder_id = ${folderId ?? null}::uuid,
    later_until = ${laterUntil ?? null}::timestamptz, trashed_at = ${trashedAt ?? null}::timestamptz`;
}
