import 'server-only';
import type { UserActor } from '../access/actor';
import { can, mailboxIdsWith } from '../access/policy';
import { AppError } from '../errors';
import type { Services } from '../services';
import { inOrder } from './folder-tree';
import { type Folder, readFolders } from './read-folders';

/** A folder in its place in the tree; `path` are the names down to it, its own last. */
export type FolderPlace = Folder & { depth: number; path: (string | null)[] };

/**
 * The folders of one mailbox of the actor's, or of all: each after what it lies in, siblings by name.
 * @throws AppError `not-found` for a mailbox she may not use
 */
export async function listFolders(
  services: Pick<Services, 'db' | 'keys' | 'log'>,
  actor: UserActor,
  mailbox?: string,
): Promise<FolderPlace[]> {
  if (mailbox !== undefined && !can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
  const mailboxIds = mailbox === undefined ? mailboxIdsWith(actor, 'read') : [mailbox];
  const folders = await readFolders(services, mailboxIds);
  return mailboxIds.flatMap((id) =>
    inOrder(
      folders.filter(({ mailboxId }) => mailboxId === id),
      actor.locale,
    ),
  );
}
