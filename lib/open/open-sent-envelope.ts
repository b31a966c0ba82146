import 'server-only';
import type { Actor, Client } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { holdActor } from '../auth/lock-actor';
import { lockOwnCopy } from '../envelope/lock-own-copy';
import { releaseContentKey } from '../envelope/release-content-key';
import type { OpenEnvelopeAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { signedFor } from '../vault/signed-for';
import { readingMaterial } from './reading-material';

/**
 * Opens a sent envelope for a member of the sending mailbox, also after it has expired for its recipients. The key
 * leaves only together with its audit entry, as in openEnvelope.
 * @throws AppError `not-found`, also for envelopes of other mailboxes and where its copy was removed; `content-destroyed`
 */
export async function openSentEnvelope(
  services: Services,
  { actor: asking, client, envelopeId }: { actor: Actor; client: Client; envelopeId: string },
): Promise<OpenEnvelopeAnswer> {
  return services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const envelope = await lockOwnCopy(tx, envelopeId);
    if (!can(actor, 'envelope.open-sent', envelope)) throw new AppError('not-found');
    const contentKey = await releaseContentKey(services.keys, tx, envelopeId);
    if (contentKey === null) throw new AppError('content-destroyed');
    await appendEntry(tx, {
      event: 'SentEnvelopeOpened',
      actor,
      client,
      organisationIds: organisationsOf(envelope),
      envelopeId,
    });
    return {
      ...(await readingMaterial(services, tx, envelope, signedFor(actor, 'sent', envelopeId))),
      contentKey,
      recipient: null,
    };
  });
}
