import 'server-only';
import type { UserActor } from '../access/actor';
import { changedMailboxes } from '../mailbox/mailbox-items';
import type { Services } from '../services';
import { withDescendants } from './folder-tree';
import type { DeleteFolderAnswer } from './folder-wire';
import { lockFolder } from './lock-folder';

/**
 * Deletes a folder with those that lie in it; every letter of them goes to the archive, in the same transaction.
 * @throws AppError `not-found`
 */
export async function deleteFolder(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'log'>,
  actor: UserActor,
  id: string,
): Promise<DeleteFolderAnswer> {
  return services.db.$transaction(async (tx) => {
    const { all } = await lockFolder(services, tx, actor, id);
    const gone = withDescendants(all, id);
    const archived = await tx.$executeRaw`
      WITH touched AS (
        SELECT id, mailbox_id FROM mailbox_items WHERE folder_id = ANY (${gone}::uuid[])
      ), ${changedMailboxes}
      UPDATE mailbox_items i SET folder = 'archive', folder_id = NULL, change_number = c.change_number
      FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id`;
    await tx.mailboxFolder.deleteMany({ where: { id: { in: gone } } });
    return { archived };
  });
}
