import 'server-only';
import type { UserActor } from '../access/actor';
import { AppError } from '../errors';
import { sealName } from '../sealed-rows/sealed-name';
import type { Services } from '../services';
import { assertPlace } from './folder-tree';
import type { ChangeFolderRequest } from './folder-wire';
import { lockFolder } from './lock-folder';

/**
 * Renames a folder, moves it with all that lies in it, or both; within its mailbox.
 * @throws AppError `not-found` for what is not there for the actor, `conflict` for a folder into itself, `name-in-use`, `folder-too-deep`
 */
export async function changeFolder(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'log'>,
  actor: UserActor,
  { id, change }: { id: string; change: ChangeFolderRequest },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const { folder, all } = await lockFolder(services, tx, actor, id);
    const name = change.name ?? folder.name;
    // what cannot be read can be given a name, and then be moved
    if (name === null) throw new AppError('conflict');
    const parentId = change.parentId === undefined ? folder.parentId : change.parentId;
    assertPlace(all, { id, parentId, name });
    await tx.mailboxFolder.update({
      where: { id },
      data: {
        parentId,
        ...(change.name === undefined ? {} : { sealedName: sealName(services.keys, id, name) }),
      },
    });
  });
}
