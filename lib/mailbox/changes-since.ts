import 'server-only';
import type { UserActor } from '../access/actor';
import { can, mailboxIdsWith } from '../access/policy';
import type { MailboxChangesAnswer } from '../envelope/answers';
import { AppError } from '../errors';
import type { Services } from '../services';
import { countWaiting } from './count-waiting';
import { type Folder, shownItems } from './list-items';

/** More is not worth sending row by row. */
const changesMax = 100;

/**
 * What has changed in a mailbox since a change number: one range of the index (mailbox, number). Its own number is read first, so that a
 * change that is committed meanwhile is told now or the next time, or both.
 * @throws AppError `not-found` for a mailbox the actor may not use
 */
export async function changesSince(
  services: Pick<Services, 'db' | 'keys' | 'log'>,
  actor: UserActor,
  { id, since }: { id: string; since: number },
  rowsMax = changesMax,
): Promise<MailboxChangesAnswer> {
  if (!can(actor, 'mailbox.use', { id })) throw new AppError('not-found');
  const { db } = services;
  const mailbox = await db.mailbox.findUnique({ where: { id }, select: { changeNumber: true } });
  if (!mailbox) throw new AppError('not-found');
  const waiting = countWaiting(services, mailboxIdsWith(actor, 'read'));
  const rows = await db.mailboxItem.findMany({
    where: { mailboxId: id, changeNumber: { gt: since } },
    select: {
      id: true,
      recipientId: true,
      folder: true,
      folderId: true,
      removedAt: true,
      recipient: { select: { blockedAt: true } },
    },
    orderBy: { changeNumber: 'asc' },
    take: rowsMax + 1,
  });
  const answer = { number: Number(mailbox.changeNumber), tooMany: false, unread: (await waiting).inbox };
  if (rows.length > rowsMax) return { ...answer, tooMany: true, changes: [] };
  const listed = rows.filter(({ removedAt, recipient }) => removedAt === null && !recipient?.blockedAt);
  const shown = await shownItems(services, listed);
  const places = new Map(
    listed.map(({ id: itemId, folder, folderId }) => [itemId, { folder: folder as Folder, folderId }]),
  ); // a CHECK of the table
  const changes = rows.map((row) => {
    const item = shown.get(row.id) ?? null;
    const place = item && places.get(row.id);
    return { itemId: row.id, folder: place?.folder ?? null, folderId: place?.folderId ?? null, item };
  });
  return { ...answer, changes };
}
