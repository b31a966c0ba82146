import 'server-only';
import type { UserActor } from '../access/actor';
import { visibleSentEnvelopes } from '../access/policy';
import type { EnvelopeStatusAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import { parseNotificationFailure } from '../notification/notification-failure';
import { assertAgreesWithSeal } from '../sealed-rows/assert-agrees';
import type { Services } from '../services';

/**
 * What a member of the sending mailbox sees of a sealed envelope: for each recipient notified, failed and why, opened,
 * downloaded, reported.
 * @throws AppError `not-found`
 */
export async function envelopeStatus(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  envelopeId: string,
): Promise<EnvelopeStatusAnswer> {
  const envelope = await db.envelope.findFirst({
    where: { AND: [visibleSentEnvelopes(actor), { id: envelopeId }] },
    include: {
      recipients: {
        include: { downloads: { orderBy: [{ downloadedAt: 'asc' }, { partId: 'asc' }] } },
        orderBy: [{ kind: 'asc' }, { id: 'asc' }],
      },
    },
  });
  if (!envelope?.sealedAt || !envelope.expiresAt || envelope.senderAddress === null || !envelope.seal)
    throw new AppError('not-found');
  assertAgreesWithSeal({ ...envelope, seal: envelope.seal });
  return {
    envelopeId,
    title: envelope.title,
    senderAddress: envelope.senderAddress,
    sealedAt: envelope.sealedAt.toISOString(),
    expiresAt: envelope.expiresAt.toISOString(),
    timestampedAt: envelope.timestampedAt?.toISOString() ?? null,
    attachmentCount: envelope.attachmentCount,
    attachmentBytes: Number(envelope.attachmentBytes),
    recipients: envelope.recipients.map((recipient) => ({
      id: recipient.id,
      kind: recipient.kind,
      address: recipient.address,
      name: recipient.name,
      notification: recipient.notificationState,
      notifiedAt: recipient.notifiedAt?.toISOString() ?? null,
      failure: parseNotificationFailure(recipient.notificationFailure),
      openedAt: recipient.openedAt?.toISOString() ?? null,
      downloads: recipient.downloads.map(({ partId, downloadedAt }) => ({
        partId,
        downloadedAt: downloadedAt.toISOString(),
      })),
      reportedAt: recipient.reportedAt?.toISOString() ?? null,
      blockedAt: recipient.blockedAt?.toISOString() ?? null,
    })),
  };
}
