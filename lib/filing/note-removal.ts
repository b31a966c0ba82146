import { Prisma } from '../db/sql';
import type { Tx } from '../db/transaction';
import { changedMailboxes } from '../mailbox/mailbox-items';
import type { LockedCopy } from './lock-copies';
import type { ChangedCopy } from './wire';

/** Writes down that locked copies were removed then, or with null that they are back in the trash, with their mailboxes' next numbers, which it answers. */
export async function noteRemoval(
  tx: Tx,
  copies: readonly LockedCopy[],
  removedAt: Date | null,
): Promise<ChangedCopy[]> {
  const touched = Prisma.sql`SELECT id, mailbox_id FROM mailbox_items WHERE id = ANY (${copies.map(({ id }) => id)}::uuid[])`;
  const changed = await tx.$queryRaw<{ itemId: string; changeNumber: bigint }[]>`
    WITH touched AS (${touched}), ${changedMailboxes}
    UPDATE mailbox_items i SET removed_at = ${removedAt}::timestamptz, change_number = c.change_number
    FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id
    RETURNING i.id AS "itemId", c.change_number AS "changeNumber"`;
  return changed.map(({ itemId, changeNumber }) => ({ itemId, changeNumber: Number(changeNumber) }));
}
