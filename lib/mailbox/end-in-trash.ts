import 'server-only';
import type { EnvelopeListItem } from '../envelope/wire';
import type { Services } from '../services';
import { heldByOwn } from './held-by-own';
import { trashDays } from './trash-days';

/** Rows of the trash with when each is removed for ever, or that a hold of its mailbox's organisation keeps it: one query for a page. */
export async function withEndInTrash(
  { db }: Pick<Services, 'db'>,
  items: readonly EnvelopeListItem[],
): Promise<EnvelopeListItem[]> {
  const rows = await db.$queryRaw<{ id: string; trashedAt: Date; held: boolean }[]>`
    SELECT i.id, i.trashed_at AS "trashedAt", ${heldByOwn} AS held
    FROM mailbox_items i JOIN mailboxes m ON m.id = i.mailbox_id
    WHERE i.id = ANY (${items.map(({ itemId }) => itemId)}::uuid[]) AND i.trashed_at IS NOT NULL`;
  const facts = new Map(rows.map((row) => [row.id, row]));
  return items.map((item) => {
    const fact = facts.get(item.itemId);
    if (fact === undefined) return item;
    const leaves = new Date(fact.trashedAt.getTime() + trashDays * 86_400_000).toISOString();
    return { ...item, held: fact.held, leavesTrashAt: fact.held ? null : leaves };
  });
}
