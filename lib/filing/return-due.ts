import 'server-only';
import { Prisma } from '../db/sql';
import { changedMailboxes } from '../mailbox/mailbox-items';
import type { Services } from '../services';

const copiesAtOnce = 500;

/**
 * Brings copies back whose moment has come: into the inbox, on top, unread, with their mailbox's next change number. Some at a time, each time
 * in a transaction of its own; workers that do it at once wait for each other's mailboxes and find nothing left, and what somebody has
 * filed elsewhere meanwhile stays there.
 */
export async function returnDue({ db, clock }: Pick<Services, 'db' | 'clock'>): Promise<void> {
  for (;;) {
    const now = clock.now();
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM mailbox_items WHERE later_until <= ${now} ORDER BY later_until, id LIMIT ${copiesAtOnce}`;
    const due = Prisma.sql`i.id = ANY (${found.map(({ id }) => id)}::uuid[]) AND i.later_until <= ${now}`;
    if (found.length > 0)
      await db.$transaction(async (tx) => {
        // first the mailboxes, so that what is read after is what is changed
        await tx.$executeRaw`
          SELECT FROM mailboxes m WHERE m.id IN (SELECT i.mailbox_id FROM mailbox_items i WHERE ${due})
          ORDER BY m.id FOR NO KEY UPDATE`;
        await tx.$executeRaw`
          WITH touched AS (
            SELECT i.id, i.mailbox_id FROM mailbox_items i WHERE ${due}
          ), ${changedMailboxes}
          UPDATE mailbox_items i
          SET folder = 'inbox', later_until = NULL, read_at = NULL, at = ${now}, change_number = c.change_number
          FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id`;
      });
    if (found.length < copiesAtOnce) return;
  }
}
