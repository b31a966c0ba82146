import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import { appendEntries } from '../audit/trail/append-entry';
import { holdActor } from '../auth/lock-actor';
import { Prisma } from '../db/sql';
import { lockedTransaction } from '../db/transaction';
import { restorableMilliseconds } from '../keeping/restorable';
import type { Services } from '../services';
import { removedMax } from './limits';
import { lockCopies } from './lock-copies';
import { noteRemoval } from './note-removal';
import { entriesOf } from './remove-copies';
import type { RestoreItemsAnswer, RestoreItemsRequest } from './wire';

/**
 * Puts copies back into the trash that were removed a moment ago, for everybody who reads their mailbox: no content was destroyed meanwhile. What
 * was removed longer ago is passed over like what is not there.
 * @throws AppError `sign-in-required` when the session has ended meanwhile
 */
export async function restoreItems(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { actor: asking, client, items }: { actor: UserActor; client: Client } & RestoreItemsRequest,
): Promise<RestoreItemsAnswer> {
  return db.$transaction(async (tx) => {
    const now = clock.now();
    const actor = await holdActor(tx, asking, now);
    const since = new Date(now.getTime() - restorableMilliseconds);
    const asked = Prisma.sql`i.id = ANY (${items}::uuid[]) AND i.mailbox_id = ANY (${mailboxIdsWith(actor, 'read')}::uuid[])
      AND i.removed_at > ${since}`;
    const { copies } = await lockCopies(tx, asked, removedMax);
    if (copies.length === 0) return { restored: [] };
    const restored = await noteRemoval(tx, copies, null);
    await appendEntries(tx, entriesOf(copies, { event: 'CopyRestored', actor, client }));
    return { restored };
  }, lockedTransaction);
}
