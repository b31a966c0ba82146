import 'server-only';
import type { Actor, Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned, organisationsOf } from '../audit/trail/organisations-concerned';
import { holdActor } from '../auth/lock-actor';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import { releaseContentKey } from '../envelope/release-content-key';
import type { OpenEnvelopeAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import { markRead, touchItems } from '../mailbox/mailbox-items';
import type { Services } from '../services';
import { signedFor } from '../vault/signed-for';
import { base64, readingMaterial } from './reading-material';

/**
 * Opens an envelope for its addressee. One transaction appends the audit entry, notes the first opening and derives the
 * content key; the key leaves only when that transaction has committed. No entry, no key. A refusal is an entry as well.
 * @throws AppError `not-found` (also for somebody else's), `blocked`, `withdrawn`, `expired`, `content-destroyed`
 */
export async function openEnvelope(
  services: Services,
  { actor: asking, client, reference }: { actor: Actor; client: Client; reference: string },
): Promise<OpenEnvelopeAnswer> {
  const outcome = await services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const actor = await holdActor(tx, asking, now);
    const received = await lockReceived(tx, reference);
    const forbidden = refusalOf(actor, received, now);
    const contentKey =
      forbidden === null ? await releaseContentKey(services.keys, tx, received.envelopeId) : null;
    const refusal = forbidden ?? (contentKey === null ? 'content-destroyed' : null);
    const isFirst = refusal === null && received.openedAt === null;
    // before the entry: from then on a transaction has two seconds
    if (isFirst) await touchItems(tx, received.envelopeId, [received.id], now);
    const at = await appendEntry(tx, {
      event: refusal === null ? 'ContentHandover' : 'OpeningRefused',
      actor,
      client,
      // one that waits still is the sender's organisation's affair alone
      organisationIds:
        received.releasedAt === null
          ? organisationsOf(received.envelope)
          : organisationsConcerned(received.envelope, received),
      envelopeId: received.envelopeId,
      recipientId: received.id,
      detail: refusal === null ? { first: received.openedAt === null } : { reason: refusal },
    });
    if (contentKey === null || refusal !== null) return { refusal: refusal ?? 'content-destroyed' };
    if (isFirst) await tx.recipient.update({ where: { id: received.id }, data: { openedAt: at } });
    else await markRead(tx, received.id, at);
    const answer: OpenEnvelopeAnswer = {
      ...(await readingMaterial(services, tx, received.envelope, signedFor(actor, 'received', received.id))),
      contentKey,
      recipient: {
        id: received.id,
        kind: received.kind,
        address: received.address,
        name: received.name,
        salt: base64(received.salt),
      },
    };
    return { refusal, answer };
  });
  if (outcome.refusal !== null) throw new AppError(outcome.refusal);
  return outcome.answer;
}
