import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can, mailboxIdsWith } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import { Prisma } from '../db/sql';
import { lockedTransaction } from '../db/transaction';
import { AppError } from '../errors';
import type { Services } from '../services';
import { removedMax } from './limits';
import { leavesTrash, lockCopies } from './lock-copies';
import { removeCopies } from './remove-copies';
import type { ChangedCopy, EmptyTrashAnswer, EmptyTrashRequest } from './wire';

/** Batches of one request. */
const batchesMax = 5;

/**
 * Removes for ever what lies in the trash of a mailbox, or of all that the actor reads, but for what her organisation holds: batch by batch,
 * each a transaction of its own, as many as a request may take. What was removed before a failure is answered, so that it can be
 * undone; the next request meets the failure.
 * @throws AppError `not-found` for a mailbox the actor may not use; `sign-in-required` when the session has ended meanwhile
 */
export async function emptyTrash(
  services: Pick<Services, 'db' | 'clock' | 'queue'>,
  { actor, client, mailbox }: { actor: UserActor; client: Client } & EmptyTrashRequest,
): Promise<EmptyTrashAnswer> {
  const removed: ChangedCopy[] = [];
  for (let batch = 0; batch < batchesMax; batch += 1) {
    const part = await removeBatch(services, { actor, client, mailbox }).catch((error: unknown) => {
      if (removed.length === 0) throw error;
      return null;
    });
    if (part === null) break;
    removed.push(...part.removed);
    if (part.found === 0) return { removed, more: false };
  }
  return { removed, more: true };
}

function removeBatch(
  services: Pick<Services, 'db' | 'clock' | 'queue'>,
  asked: { actor: UserActor; client: Client; mailbox: string | undefined },
): Promise<{ found: number; removed: ChangedCopy[] }> {
  const { client, mailbox } = asked;
  return services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const actor = await holdActor(tx, asked.actor, now);
    if (mailbox !== undefined && !can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
    const mailboxIds = mailbox === undefined ? mailboxIdsWith(actor, 'read') : [mailbox];
    const there = Prisma.sql`i.mailbox_id = ANY (${mailboxIds}::uuid[]) AND ${leavesTrash}`;
    const { found, copies } = await lockCopies(tx, there, removedMax);
    return { found, removed: await removeCopies(services, tx, copies, { actor, client, now }) };
  }, lockedTransaction);
}
