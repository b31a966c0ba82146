import 'server-only';
import type { Actor, Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsConcerned } from '../audit/trail/organisations-concerned';
import { holdActor } from '../auth/lock-actor';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import { AppError } from '../errors';
import { touchItems } from '../mailbox/mailbox-items';
import type { Services } from '../services';

/**
 * Notes that a recipient's browser has fetched and verified one whole attachment. Once a part and recipient; repeating
 * it changes nothing.
 * @throws AppError `not-found` (also for a part of another envelope, or before the envelope was opened), `blocked`, `withdrawn`, `expired`
 */
export async function recordPartDownload(
  services: Pick<Services, 'db' | 'clock'>,
  {
    actor: asking,
    client,
    reference,
    partId,
  }: { actor: Actor; client: Client; reference: string; partId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const actor = await holdActor(tx, asking, now);
    const received = await lockReceived(tx, reference);
    const refusal = refusalOf(actor, received, now);
    if (refusal !== null) throw new AppError(refusal);
    const use = await tx.partUse.findFirst({
      where: { partId, envelopeId: received.envelopeId, kind: 'attachment' },
      select: { partId: true },
    });
    if (use === null || received.openedAt === null) throw new AppError('not-found');
    // the envelope is locked: nobody notes it meanwhile
    const place = { recipientId: received.id, partId };
    const noted = await tx.partDownload.findUnique({ where: { recipientId_partId: place } });
    if (noted !== null) return;
    await touchItems(tx, received.envelopeId, [], null);
    const at = await appendEntry(tx, {
      event: 'PartDownloaded',
      actor,
      client,
      organisationIds: organisationsConcerned(received.envelope, received),
      envelopeId: received.envelopeId,
      recipientId: received.id,
      detail: { partId },
    });
    await tx.partDownload.create({ data: { ...place, downloadedAt: at } });
  });
}
