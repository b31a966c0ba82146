import 'server-only';
import type { Services } from '../services';

/** The change number at which each of these mailboxes is. */
export async function mailboxHeads(
  { db }: Pick<Services, 'db'>,
  mailboxIds: readonly string[],
): Promise<Record<string, number>> {
  if (mailboxIds.length === 0) return {};
  const rows = await db.mailbox.findMany({
    where: { id: { in: [...mailboxIds] } },
    select: { id: true, changeNumber: true },
  });
  return Object.fromEntries(rows.map(({ id, changeNumber }) => [id, Number(changeNumber)]));
}
