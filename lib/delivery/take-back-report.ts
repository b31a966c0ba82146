import 'server-only';
import type { Actor, Client } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import { lockReceived } from '../envelope/lock-received';
import { AppError } from '../errors';
import type { Services } from '../services';
import { giveAccessBack } from './give-access-back';

/**
 * The addressee's second thought about "not for you?": access comes back to who has proved the address. The report itself
 * stays on record. Repeating it changes nothing.
 * @throws AppError `not-found`
 */
export async function takeBackReport(
  services: Pick<Services, 'db' | 'clock'>,
  { actor: asking, client, reference }: { actor: Actor; client: Client; reference: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const received = await lockReceived(tx, reference);
    if (!can(actor, 'received.report', received)) throw new AppError('not-found');
    await giveAccessBack(tx, { actor, client, received, by: 'recipient' });
  });
}
