import 'server-only';
import type { Tx } from '../db/transaction';
import { shownName } from '../sealed-rows/sealed-name';
import type { Services } from '../services';
import type { TreeFolder } from './folder-tree';

/** A folder with the mailbox it is of. */
export type Folder = TreeFolder & { mailboxId: string };

/** The folders of these mailboxes, in one statement and in no order. */
export async function readFolders(
  { db, keys, log }: Pick<Services, 'keys' | 'log'> & { db: Pick<Tx, 'mailboxFolder'> },
  mailboxIds: readonly string[],
): Promise<Folder[]> {
  if (mailboxIds.length === 0) return [];
  const rows = await db.mailboxFolder.findMany({
    where: { mailboxId: { in: [...mailboxIds] } },
    select: { id: true, mailboxId: true, parentId: true, sealedName: true },
  });
  return rows.map(({ sealedName, ...folder }) => ({
    ...folder,
    name: shownName({ keys, log }, { id: folder.id, sealedName }),
  }));
}
