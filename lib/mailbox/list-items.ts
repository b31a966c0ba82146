import 'server-only';
import type { Prisma } from '../db/generated/client';
import type { EnvelopeListAnswer, EnvelopeListItem } from '../envelope/wire';
import type { Services } from '../services';
import { firstPage, type ListCursor, pageRowsMax } from './list-cursor';

/**
 * One page of a folder of mailboxes, newest first. What was reported as sent to the wrong person is not listed until the sender
 * clears it. One index range a mailbox, merged here: an IN over several would sort all of them.
 */
export async function listItems(
  { db }: Pick<Services, 'db'>,
  { mailboxIds, folder }: { mailboxIds: readonly string[]; folder: 'inbox' | 'sent' },
  after: ListCursor | null,
): Promise<EnvelopeListAnswer> {
  // the first bound keeps to a range of the index, the second orders within one millisecond
  const older = after && {
    at: { lte: after.at },
    OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }],
  };
  const notBlocked = folder === 'inbox' ? { recipient: { is: { blockedAt: null } } } : {};
  const newest = await Promise.all(
    mailboxIds.map((mailboxId) =>
      db.mailboxItem.findMany({
        where: { mailboxId, folder, removedAt: null, ...notBlocked, ...older },
        select: { id: true, at: true },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: pageRowsMax + 1,
      }),
    ),
  );
  const { rows, nextCursor } = firstPage(newest);
  const found = await read[folder](
    db,
    rows.map(({ id }) => id),
  );
  return { items: rows.flatMap(({ id }) => found.get(id) ?? []), nextCursor };
}

type Read = (db: Services['db'], ids: string[]) => Promise<Map<string, EnvelopeListItem>>;

const read: Record<'inbox' | 'sent', Read> = {
  /** Never the other recipients: a row of a list is no place to check who was a blind copy. */
  async inbox(db, ids) {
    const items = await db.mailboxItem.findMany({
      where: { id: { in: ids } },
      select: {
        ...ofItem,
        envelope: { select: ofEnvelope },
        recipient: { select: { reference: true, openedAt: true, withdrawnAt: true } },
      },
    });
    return new Map(
      items.map(({ recipient, ...item }) => [
        item.id,
        {
          ...summaryOf(item),
          reference: recipient?.reference ?? null,
          sender: {
            address: item.envelope.senderAddress ?? '',
            name: item.envelope.senderName,
            organisation: item.envelope.organisation?.name ?? '',
          },
          openedAt: recipient?.openedAt?.toISOString() ?? null,
          withdrawnAt: recipient?.withdrawnAt?.toISOString() ?? null,
        },
      ]),
    );
  },
  async sent(db, ids) {
    const items = await db.mailboxItem.findMany({
      where: { id: { in: ids } },
      select: { ...ofItem, envelope: { select: { ...ofEnvelope, recipients: ofRecipients } } },
    });
    return new Map(
      items.map((item) => [
        item.id,
        {
          ...summaryOf(item),
          recipients: item.envelope.recipients.map((recipient) => ({
            address: recipient.address,
            name: recipient.name,
            openedAt: recipient.openedAt?.toISOString() ?? null,
            failed: recipient.notificationState === 'failed',
            reported: recipient.reportedAt !== null && recipient.blockedAt !== null,
          })),
          withdrawnAt: item.envelope.takenBackAt?.toISOString() ?? null,
        },
      ]),
    );
  },
};

const ofItem = { id: true, at: true, readAt: true } as const;
const ofEnvelope = {
  id: true,
  title: true,
  senderAddress: true,
  senderName: true,
  accessUntil: true,
  takenBackAt: true,
  attachmentCount: true,
  attachmentBytes: true,
  organisation: { select: { name: true } },
} as const;
const ofRecipients = {
  select: {
    address: true,
    name: true,
    openedAt: true,
    notificationState: true,
    reportedAt: true,
    blockedAt: true,
  },
  orderBy: [{ kind: 'asc' }, { id: 'asc' }],
} satisfies Prisma.Envelope$recipientsArgs;

type Summarised = Prisma.MailboxItemGetPayload<{
  select: typeof ofItem & { envelope: { select: typeof ofEnvelope } };
}>;

/** What a row says in either folder. */
function summaryOf({ at, readAt, envelope }: Summarised): EnvelopeListItem {
  return {
    envelopeId: envelope.id,
    reference: null,
    title: envelope.title,
    sender: null,
    recipients: [],
    at: at.toISOString(),
    expiresAt: envelope.accessUntil?.toISOString() ?? null,
    attachmentCount: envelope.attachmentCount,
    attachmentBytes: Number(envelope.attachmentBytes),
    openedAt: null,
    readAt: readAt?.toISOString() ?? null,
    withdrawnAt: null,
  };
}
