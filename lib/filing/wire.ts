/** What travels about the copies in a mailbox: one schema for server, page and the description of the HTTP API. */
import { z } from 'zod';
import { filedMax } from './limits';

const uuid = z.uuid().regex(/^[0-9a-f-]+$/);

/** What becomes of copies; `home`: back to where they began, the inbox or what was sent. */
export const filing = z.union([
  z.strictObject({ folder: z.enum(['home', 'archive', 'trash']) }),
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
      folder: z.enum(['inbox', 'sent', 'archive', 'trash']),
      read: z.boolean(),
      starred: z.boolean(),
    }),
  ),
});
export type FileItemsAnswer = z.infer<typeof fileItemsAnswer>;
export type ItemBefore = FileItemsAnswer['changed'][number];
