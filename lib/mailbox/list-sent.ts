import 'server-only';
import type { UserActor } from '../access/actor';
import { visibleSentEnvelopes } from '../access/policy';
import type { EnvelopeListAnswer } from '../envelope/wire';
import type { Services } from '../services';
import { firstPage, type ListCursor, pageRowsMax } from './list-cursor';

/** What the mailboxes have sent, by the time of the seal, with how each recipient stands. */
export async function listSent(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  mailboxIds: readonly string[],
  after: ListCursor | null,
): Promise<EnvelopeListAnswer> {
  // the first bound keeps to a range of the index, the second orders within one millisecond
  const older = after && {
    sealedAt: { lte: after.at },
    OR: [{ sealedAt: { lt: after.at } }, { sealedAt: after.at, id: { lt: after.id } }],
  };
  const newest = await Promise.all(
    mailboxIds.map((mailboxId) =>
      db.envelope.findMany({
        where: { AND: [visibleSentEnvelopes(actor), { mailboxId }, older ?? {}] },
        select: { id: true, sealedAt: true },
        orderBy: [{ sealedAt: 'desc' }, { id: 'desc' }],
        take: pageRowsMax + 1,
      }),
    ),
  );
  const { rows, nextCursor } = firstPage(
    newest.map((list) => list.map(({ id, sealedAt }) => ({ id, at: sealedAt ?? new Date(0) }))),
  );
  const found = await db.envelope.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    select: {
      id: true,
      title: true,
      sealedAt: true,
      expiresAt: true,
      attachmentCount: true,
      attachmentBytes: true,
      recipients: {
        select: {
          address: true,
          name: true,
          openedAt: true,
          notificationState: true,
          reportedAt: true,
          blockedAt: true,
        },
        orderBy: [{ kind: 'asc' }, { id: 'asc' }],
      },
    },
  });
  const byId = new Map(found.map((envelope) => [envelope.id, envelope]));
  const items = rows.flatMap(({ id, at }) => {
    const envelope = byId.get(id);
    if (!envelope) return [];
    return {
      envelopeId: id,
      reference: null,
      title: envelope.title,
      sender: null,
      recipients: envelope.recipients.map((recipient) => ({
        address: recipient.address,
        name: recipient.name,
        openedAt: recipient.openedAt?.toISOString() ?? null,
        failed: recipient.notificationState === 'failed',
        reported: recipient.reportedAt !== null && recipient.blockedAt !== null,
      })),
      at: at.toISOString(),
      expiresAt: envelope.expiresAt?.toISOString() ?? null,
      attachmentCount: envelope.attachmentCount,
      attachmentBytes: Number(envelope.attachmentBytes),
      openedAt: null,
    };
  });
  return { items, nextCursor };
}
