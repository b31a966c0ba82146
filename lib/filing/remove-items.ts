import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import { Prisma } from '../db/sql';
import { lockedTransaction } from '../db/transaction';
import type { Services } from '../services';
import { removedMax } from './limits';
import { lockCopies } from './lock-copies';
import { removeCopies } from './remove-copies';
import type { RemoveItemsAnswer, RemoveItemsRequest } from './wire';

/**
 * Removes copies for ever that lie in the trash of mailboxes the actor reads: nobody opens the letter through them any more, and no list
 * has them. What her organisation holds stays where it is, and is named. Copies that are not there, not in the trash, or of other mailboxes
 * are passed over, all alike.
 * @throws AppError `sign-in-required` when the session has ended meanwhile
 */
export async function removeItems(
  services: Pick<Services, 'db' | 'clock' | 'queue'>,
  { actor: asking, client, items }: { actor: UserActor; client: Client } & RemoveItemsRequest,
): Promise<RemoveItemsAnswer> {
  return services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const actor = await holdActor(tx, asking, now);
    const asked = Prisma.sql`i.id = ANY (${items}::uuid[]) AND i.mailbox_id = ANY (${mailboxIdsWith(actor, 'read')}::uuid[])
      AND i.folder = 'trash' AND i.removed_at IS NULL`;
    const { copies } = await lockCopies(tx, asked, removedMax);
    const going = copies.filter(({ held }) => !held);
    return {
      removed: await removeCopies(services, tx, going, { actor, client, now }),
      held: copies.filter(({ held }) => held).map(({ id }) => id),
    };
  }, lockedTransaction);
}
