import 'server-only';
import type { UserActor } from '../access/actor';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockMailbox } from './lock-mailbox';
import { type Folder, readFolders } from './read-folders';

/**
 * A folder that the actor may change, with all of its mailbox, whose row is locked until the transaction ends.
 * @throws AppError `not-found`
 */
export async function lockFolder(
  services: Pick<Services, 'clock' | 'keys' | 'log'>,
  tx: Tx,
  actor: UserActor,
  id: string,
): Promise<{ folder: Folder; all: Folder[] }> {
  const found = await tx.mailboxFolder.findUnique({ where: { id }, select: { mailboxId: true } });
  if (found === null) throw new AppError('not-found');
  await lockMailbox(tx, actor, found.mailboxId, services.clock.now());
  const all = await readFolders({ ...services, db: tx }, [found.mailboxId]);
  const folder = all.find((one) => one.id === id);
  // deleted while the lock was waited for
  if (folder === undefined) throw new AppError('not-found');
  return { folder, all };
}
