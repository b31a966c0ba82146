import 'server-only';
import type { UserActor } from '../access/actor';
import { visibleSentEnvelopes } from '../access/policy';
import { leavesAt } from '../envelope/leaves-at';
import type { EnvelopeStatusAnswer, RecipientStatus } from '../envelope/wire';
import type { EnvelopeState } from '../envelope-format/envelope-state';
import { parseSeal } from '../envelope-format/seal';
import { AppError } from '../errors';
import { recipientOrder, recipientSummaryOf, summaryOf, summarySelect } from '../mailbox/letter-summary';
import { parseNotificationFailure } from '../notification/notification-failure';
import { toShownDestruction } from '../retention/shown-destruction';
import { shownHolds } from '../retention/shown-holds';
import { assertAgreesWithSeal, assertPlaceAgrees, stateAfterAddenda } from '../sealed-rows/assert-agrees';
import { placeOfRecipient } from '../sealed-rows/disagreements';
import type { Services } from '../services';

/**
 * What a member of the sending mailbox sees of a sealed envelope: for each recipient notified, failed and why, opened,
 * downloaded, reported. That stays when the mailbox has removed its own copy; the title goes with it.
 * @throws AppError `not-found`
 */
export async function envelopeStatus(
  services: Pick<Services, 'db' | 'keys' | 'log' | 'config'>,
  actor: UserActor,
  envelopeId: string,
): Promise<EnvelopeStatusAnswer> {
  const envelope = await services.db.envelope.findFirst({
    where: { AND: [visibleSentEnvelopes(actor), { id: envelopeId }] },
    select: {
      ...summarySelect,
      timestampedAt: true,
      destruction: true,
      items: { where: { recipientId: null }, select: { removedAt: true } },
      recipients: {
        include: { downloads: { orderBy: [{ downloadedAt: 'asc' }, { partId: 'asc' }] } },
        orderBy: [...recipientOrder],
      },
    },
  });
  if (!envelope?.sealedAt || !envelope.accessUntil || !envelope.releaseAt) throw new AppError('not-found');
  if (envelope.senderAddress === null || !envelope.seal) throw new AppError('not-found');
  const { seal } = envelope;
  assertAgreesWithSeal({ ...envelope, seal });
  const afterAddenda = await stateAfterAddenda({ ...envelope, seal });
  const placeOf = new Map<string, string>();
  const addressOf = new Map<string, string>();
  for (const recipient of envelope.recipients) {
    await assertPlaceAgrees(recipient, { id: envelopeId, seal, afterAddenda });
    const place = await placeOfRecipient(recipient, parseSeal(seal));
    placeOf.set(recipient.id, place);
    addressOf.set(place, recipient.address);
  }
  const removed = envelope.items.some(({ removedAt }) => removedAt !== null);
  const summary = summaryOf(services, envelope);
  return {
    ...summary,
    title: removed ? null : summary.title,
    removed,
    senderAddress: envelope.senderAddress,
    sealedAt: envelope.sealedAt.toISOString(),
    expiresAt: envelope.accessUntil.toISOString(),
    timestampedAt: envelope.timestampedAt?.toISOString() ?? null,
    releaseAt: envelope.releaseAt.toISOString(),
    leavesAt: leavesAt(envelope)?.toISOString() ?? null,
    takenBackAt: envelope.takenBackAt?.toISOString() ?? null,
    changes: changesOf(envelope, afterAddenda, addressOf),
    holds: await shownHolds(services.db, envelope, 'sender'),
    destroyed: envelope.destruction && toShownDestruction(services, envelope.destruction),
    recipients: envelope.recipients.map((recipient) => ({
      id: recipient.id,
      kind: recipient.kind,
      ...recipientSummaryOf(recipient),
      notification: recipient.notificationState,
      delivery: recipient.deliveryState as RecipientStatus['delivery'], // a check constraint holds the column to these
      heldWhy: recipient.heldWhy,
      releasedAt: recipient.releasedAt?.toISOString() ?? null,
      withdrawnAt: recipient.withdrawnAt?.toISOString() ?? null,
      addedAt: addedAt(afterAddenda, placeOf.get(recipient.id)),
      notifiedAt: recipient.notifiedAt?.toISOString() ?? null,
      failure: parseNotificationFailure(recipient.notificationFailure),
      downloads: recipient.downloads.map(({ partId, downloadedAt }) => ({
        partId,
        downloadedAt: downloadedAt.toISOString(),
      })),
      reportedAt: recipient.reportedAt?.toISOString() ?? null,
      blockedAt: recipient.blockedAt?.toISOString() ?? null,
    })),
  };
}

/** What each addendum changed, one after another; `addressOf` by place. */
function changesOf(
  { addenda: rows }: { addenda: readonly { timestampResponse: Uint8Array | null }[] },
  { addenda }: EnvelopeState,
  addressOf: ReadonlyMap<string, string>,
): EnvelopeStatusAnswer['changes'] {
  return addenda.flatMap(({ number, at, author, changes }, index) =>
    changes.map((change) => ({
      number,
      at,
      by: author?.label ?? null,
      kind: change.kind,
      address: 'recipientHash' in change ? (addressOf.get(change.recipientHash) ?? null) : null,
      until: change.kind === 'available-until' ? change.until : null,
      timestamped: rows[index]?.timestampResponse != null,
    })),
  );
}

function addedAt({ addenda }: EnvelopeState, place: string | undefined): string | null {
  const adding = addenda.find(({ changes }) =>
    changes.some((change) => change.kind === 'recipient-added' && change.recipientHash === place),
  );
  return adding?.at ?? null;
}
