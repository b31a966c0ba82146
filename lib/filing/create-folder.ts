import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { UserActor } from '../access/actor';
import { sealName } from '../sealed-rows/sealed-name';
import type { Services } from '../services';
import { assertPlace } from './folder-tree';
import type { CreateFolderAnswer, CreateFolderRequest } from './folder-wire';
import { lockMailbox } from './lock-mailbox';
import { readFolders } from './read-folders';

/**
 * Makes a folder, for everybody who uses its mailbox.
 * @throws AppError `not-found` for a mailbox or a parent that is not there for the actor, `name-in-use`, `folder-too-deep`, `too-many-folders`
 */
export async function createFolder(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'log'>,
  actor: UserActor,
  { mailboxId, parentId, name }: CreateFolderRequest,
): Promise<CreateFolderAnswer> {
  const { db, clock, keys } = services;
  return db.$transaction(async (tx) => {
    await lockMailbox(tx, actor, mailboxId, clock.now());
    assertPlace(await readFolders({ ...services, db: tx }, [mailboxId]), { id: null, parentId, name });
    const id = uuidv7();
    const sealedName = sealName(keys, id, name);
    await tx.mailboxFolder.create({ data: { id, mailboxId, parentId, sealedName, createdAt: clock.now() } });
    return { id };
  });
}
