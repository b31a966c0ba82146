import 'server-only';
import type { Services } from '../services';

/** Above it a number says no more than "many", and counting on costs. */
const countedMax = 1_000;

/** How many received letters in the inboxes of these mailboxes are not read; 1,000 where there are as many or more. */
export async function countUnread(
  { db }: Pick<Services, 'db'>,
  mailboxIds: readonly string[],
): Promise<number> {
  if (mailboxIds.length === 0) return 0;
  const [row] = await db.$queryRaw<{ unread: number }[]>`
    SELECT count(*)::int AS unread FROM (
      SELECT 1 FROM mailbox_items i JOIN recipients r ON r.id = i.recipient_id AND r.blocked_at IS NULL
      WHERE i.mailbox_id = ANY (${[...mailboxIds]}::uuid[]) AND i.folder = 'inbox' AND i.read_at IS NULL AND i.removed_at IS NULL
      LIMIT ${countedMax}
    ) AS counted`;
  return row?.unread ?? 0;
}
