/** What travels about the copies in a mailbox: one schema for server, page and the description of the HTTP API. */
import { z } from 'zod';
import { filedMax, removedMax } from './limits';

const uuid = z.uuid().regex(/^[0-9a-f-]+$/);

/**
 * What becomes of copies; `home`: back to where they began, the inbox or what was sent. `folderId`: into a folder of their mailbox;
 * `laterUntil`: out of sight until then, when they come back to the inbox, on top and unread.
 */
export const filing = z.union([
  z.strictObject({ folder: z.enum(['home', 'archive', 'trash']) }),
  z.strictObject({ folderId: uuid }),
  z.strictObject({ laterUntil: z.iso.datetime({ offset: true }) }),
  z.strictObject({ read: z.boolean() }),
  z.strictObject({ starred: z.boolean() }),
]);
export type Filing = z.infer<typeof filing>;

/** POST /api/items/file */
export const fileItemsRequest = z.strictObject({
  items: z.array(uuid).min(1).max(filedMax),
  filing,
});
export type FileItemsRequest = z.infer<typeof fileItemsRequest>;

/** The copies that were changed, each as it was before: what undoes it is filing them back. */
export const fileItemsAnswer = z.strictObject({
  changed: z.array(
    z.strictObject({
      itemId: z.uuid(),
      /** The mailbox's number of this change: of two rows of one copy the higher is the newer. */
      changeNumber: z.int().nonnegative(),
      /** `own`: in the folder that `folderId` names. */
      folder: z.enum(['inbox', 'sent', 'archive', 'trash', 'later', 'own']),
      folderId: z.uuid().nullable(),
      laterUntil: z.iso.datetime().nullable(),
      read: z.boolean(),
      starred: z.boolean(),
    }),
  ),
});
export type FileItemsAnswer = z.infer<typeof fileItemsAnswer>;
export type ItemBefore = FileItemsAnswer['changed'][number];

/** A copy, and its mailbox's number of what became of it. */
const changedCopy = z.strictObject({ itemId: z.uuid(), changeNumber: z.int().nonnegative() });
export type ChangedCopy = z.infer<typeof changedCopy>;

const removable = z.array(uuid).min(1).max(removedMax);

/** POST /api/items/remove: for ever; what does not lie in the trash is passed over. */
export const removeItemsRequest = z.strictObject({ items: removable });
export type RemoveItemsRequest = z.infer<typeof removeItemsRequest>;

/** The copies that were removed, and those that stay because the organisation of their mailbox holds the letter. */
export const removeItemsAnswer = z.strictObject({ removed: z.array(changedCopy), held: z.array(z.uuid()) });
export type RemoveItemsAnswer = z.infer<typeof removeItemsAnswer>;

/** POST /api/items/restore: puts back into the trash what was removed a moment ago. */
export const restoreItemsRequest = z.strictObject({ items: removable });
export type RestoreItemsRequest = z.infer<typeof restoreItemsRequest>;
export const restoreItemsAnswer = z.strictObject({ restored: z.array(changedCopy) });
export type RestoreItemsAnswer = z.infer<typeof restoreItemsAnswer>;

/** POST /api/trash/empty: of one mailbox, or of all that the person reads. */
export const emptyTrashRequest = z.strictObject({ mailbox: uuid.optional() });
export type EmptyTrashRequest = z.infer<typeof emptyTrashRequest>;

/** As far as one request goes; `more`: ask again for the rest. What is held stays, and is not told apart here. */
export const emptyTrashAnswer = z.strictObject({ removed: z.array(changedCopy), more: z.boolean() });
export type EmptyTrashAnswer = z.infer<typeof emptyTrashAnswer>;
