/** What travels about the folders of a mailbox: GET and POST /api/folders, PATCH and DELETE /api/folders/{id}. */
import { z } from 'zod';
import { typedName } from './typed-name';

const uuid = z.uuid().regex(/^[0-9a-f-]+$/);

export const folderParams = z.strictObject({ id: uuid });

/** GET: of one mailbox, or of all. */
export const listFoldersQuery = z.strictObject({ mailbox: uuid.optional() });

const folderItem = z.strictObject({
  id: z.uuid(),
  mailboxId: z.uuid(),
  /** The folder it lies in; null at the top. */
  parentId: z.uuid().nullable(),
  /** Null where it cannot be read. */
  name: z.string().nullable(),
  /** 1 at the top, 5 at most. */
  depth: z.int(),
});
/** Each after what it lies in, siblings by name. */
export const foldersAnswer = z.strictObject({ folders: z.array(folderItem) });

/** POST → 201 */
export const createFolderRequest = z.strictObject({
  mailboxId: uuid,
  parentId: uuid.nullable(),
  name: typedName,
});
export type CreateFolderRequest = z.infer<typeof createFolderRequest>;
export const createFolderAnswer = z.strictObject({ id: z.uuid() });
export type CreateFolderAnswer = z.infer<typeof createFolderAnswer>;

/** PATCH → 204; what is absent stays. */
export const changeFolderRequest = z.strictObject({
  parentId: uuid.nullable().optional(),
  name: typedName.optional(),
});
export type ChangeFolderRequest = z.infer<typeof changeFolderRequest>;

/** DELETE: how many letters went from it, and from those that lay in it, to the archive. */
export const deleteFolderAnswer = z.strictObject({ archived: z.int() });
export type DeleteFolderAnswer = z.infer<typeof deleteFolderAnswer>;
