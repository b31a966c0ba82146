import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { holdActor } from '../auth/lock-actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import { releaseIndexKeys } from './index-keys';
import type { SearchKeysAnswer } from './wire';

/**
 * Releases the keys of a mailbox's search index to a member who reads it. As with a letter's, one transaction appends the entry: no entry, no key.
 * @throws AppError `not-found` for a mailbox the actor may not use
 */
export async function openIndex(
  services: Pick<Services, 'db' | 'keys' | 'clock'>,
  { actor: asking, client, mailboxId }: { actor: UserActor; client: Client; mailboxId: string },
): Promise<SearchKeysAnswer> {
  return services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const mailbox = can(actor, 'mailbox.use', { id: mailboxId })
      ? await tx.mailbox.findUnique({ where: { id: mailboxId }, select: { organisationId: true } })
      : null;
    if (!mailbox?.organisationId) throw new AppError('not-found');
    const keys = await releaseIndexKeys(services.keys, tx, mailboxId);
    if (keys.length > 0)
      await appendEntry(tx, {
        event: 'SearchIndexOpened',
        actor,
        client,
        organisationIds: [mailbox.organisationId],
        detail: { mailbox: mailboxId },
      });
    return {
      keys: keys.map(({ generation, publicKey, privateKey }) => ({
        generation,
        publicKey: Buffer.from(publicKey).toString('base64'),
        privateKey: Buffer.from(privateKey).toString('base64'),
      })),
    };
  });
}
