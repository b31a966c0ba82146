import 'server-only';
import { Prisma } from '../db/sql';
import { lockedTransaction } from '../db/transaction';
import { trashDays } from '../mailbox/trash-days';
import type { Services } from '../services';
import { removedMax } from './limits';
import { leavesTrash, lockCopies } from './lock-copies';
import { removeCopies } from './remove-copies';

/** Batches of one run: the rest is there at the next. */
const batchesMax = 50;

/**
 * Removes for ever what has lain in a trash for its days, but for what an organisation holds: batch by batch, each a transaction with its
 * entries. Of two workers at once one removes a copy; killed in the middle, the next run goes on. Called often: an index has what
 * lies in a trash, by since when.
 */
export async function removeOverdue(services: Pick<Services, 'db' | 'clock' | 'queue'>): Promise<void> {
  const { db, clock } = services;
  for (let batch = 0; batch < batchesMax; batch += 1) {
    const found = await db.$transaction(async (tx) => {
      const now = clock.now();
      const before = new Date(now.getTime() - trashDays * 86_400_000);
      const overdue = Prisma.sql`i.trashed_at <= ${before} AND ${leavesTrash}`;
      const { found, copies } = await lockCopies(tx, overdue, removedMax);
      await removeCopies(services, tx, copies, { actor: { kind: 'system' }, client: null, now });
      return found;
    }, lockedTransaction);
    if (found === 0) return;
  }
}
