import 'server-only';
import type { Prisma } from '../db/generated/client';
import { leavesAt } from '../envelope/leaves-at';
import type { EnvelopeListAnswer, EnvelopeListItem } from '../envelope/wire';
import { isAsSealed } from '../sealed-rows/is-as-sealed';
import type { Services } from '../services';
import { withEndInTrash } from './end-in-trash';
import {
  emptyItem,
  recipientOrder,
  recipientSelect,
  recipientSummaryOf,
  summaryOf,
  summarySelect,
} from './letter-summary';
import { firstPage, type ListCursor, pageRowsMax } from './list-cursor';

/**
 * One page of a place of mailboxes, newest first; `folderId` for one of their own folders. What was reported as sent to the wrong person is not listed until the sender
 * clears it. One index range a mailbox, merged here: an IN over several would sort all of them.
 */
export async function listItems(
  services: Pick<Services, 'db' | 'keys' | 'log'>,
  { mailboxIds, folder, folderId }: { mailboxIds: readonly string[]; folder: Folder; folderId?: string },
  after: ListCursor | null,
): Promise<EnvelopeListAnswer> {
  // the first bound keeps to a range of the index, the second orders within one millisecond
  const older = after && {
    at: { lte: after.at },
    OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }],
  };
  const newest = await Promise.all(
    mailboxIds.map((mailboxId) =>
      services.db.mailboxItem.findMany({
        where: {
          mailboxId,
          folder,
          ...(folderId === undefined ? {} : { folderId }),
          removedAt: null,
          ...notBlocked[folder],
          AND: older ?? {},
        },
        select: { id: true, at: true, recipientId: true },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: pageRowsMax + 1,
      }),
    ),
  );
  const { rows, nextCursor } = firstPage(newest);
  const shown = await shownItems(services, rows);
  const items = rows.flatMap(({ id }) => shown.get(id) ?? []);
  return { items: folder === 'trash' ? await withEndInTrash(services, items) : items, nextCursor };
}

/** Copies as lists show them, by id; `recipientId` null for a sender's own. */
export async function shownItems(
  services: Reading,
  rows: readonly { id: string; recipientId: string | null }[],
): Found {
  const idsOf = (isReceived: boolean) =>
    rows.filter(({ recipientId }) => (recipientId !== null) === isReceived).map(({ id }) => id);
  const [received, sent] = await Promise.all([
    readReceived(services, idsOf(true)),
    readSent(services, idsOf(false)),
  ]);
  return new Map([...received, ...sent]);
}

/** Where a copy lies: what was received begins in `inbox`, what was sent in `sent`; `own`: in a folder that people made. */
export type Folder = 'inbox' | 'sent' | 'archive' | 'trash' | 'later' | 'own';

const listed = { recipient: { is: { blockedAt: null } } } satisfies Prisma.MailboxItemWhereInput;
const either = { OR: [{ recipientId: null }, listed] } satisfies Prisma.MailboxItemWhereInput;
const notBlocked: Record<Folder, Prisma.MailboxItemWhereInput> = {
  inbox: listed,
  sent: {},
  archive: either,
  trash: either,
  later: listed,
  own: either,
};

type Titles = Pick<Services, 'keys' | 'log'>;
type Found = Promise<Map<string, EnvelopeListItem>>;
type Reading = Pick<Services, 'db'> & Titles;

/** Never the other recipients: a row of a list is no place to check who was a blind copy. */
async function readReceived(services: Reading, ids: string[]): Found {
  if (ids.length === 0) return new Map();
  const items = await services.db.mailboxItem.findMany({
    where: { id: { in: ids } },
    select: {
      ...ofItem,
      envelope: { select: ofEnvelope },
      recipient: { select: { ...recipientSelect, reference: true, releasedAt: true } },
    },
  });
  return shownAsSealed(
    items,
    ({ recipient }) => (recipient ? [recipient] : []),
    ({ recipient, ...item }) => ({
      ...itemOf(services, item),
      reference: recipient?.reference ?? null,
      sender: {
        address: item.envelope.senderAddress ?? '',
        name: item.envelope.senderName || null,
        organisation: item.envelope.organisation?.name ?? '',
      },
      backAt: isBack(item.at, recipient?.releasedAt) ? item.at.toISOString() : null,
      openedAt: recipient?.openedAt?.toISOString() ?? null,
      withdrawnAt: recipient?.withdrawnAt?.toISOString() ?? null,
    }),
  );
}

async function readSent(services: Reading, ids: string[]): Found {
  if (ids.length === 0) return new Map();
  const items = await services.db.mailboxItem.findMany({
    where: { id: { in: ids } },
    select: { ...ofItem, envelope: { select: { ...ofEnvelope, recipients: ofRecipients } } },
  });
  return shownAsSealed(
    items,
    ({ envelope }) => envelope.recipients,
    (item) => ({
      ...itemOf(services, item),
      recipients: item.envelope.recipients.map((recipient) => ({
        ...recipientSummaryOf(recipient),
        failed: recipient.notificationState === 'failed',
        reported: recipient.reportedAt !== null && recipient.blockedAt !== null,
        withdrawn: recipient.withdrawnAt !== null,
      })),
      leavesAt: leavesAt(item.envelope)?.toISOString() ?? null,
      withdrawnAt: item.envelope.takenBackAt?.toISOString() ?? null,
    }),
    { everyone: true },
  );
}

const ofItem = {
  id: true,
  mailboxId: true,
  changeNumber: true,
  at: true,
  readAt: true,
  starredAt: true,
  laterUntil: true,
} as const;
const ofEnvelope = { ...summarySelect, organisation: { select: { name: true } } } as const;
const ofRecipients = {
  select: recipientSelect,
  orderBy: [...recipientOrder],
} satisfies Prisma.Envelope$recipientsArgs;

type Summarised = Prisma.MailboxItemGetPayload<{
  select: typeof ofItem & { envelope: { select: typeof ofEnvelope } };
}>;

/**
 * Each row as it is shown. One that is not what was sealed keeps its place and says so; nothing that stands in it is shown as true.
 * @param recipientsOf those whose rows are shown with it
 */
async function shownAsSealed<Item extends Summarised>(
  items: readonly Item[],
  recipientsOf: (item: Item) => Parameters<typeof isAsSealed>[1],
  shown: (item: Item) => EnvelopeListItem,
  { everyone = false } = {},
): Promise<Map<string, EnvelopeListItem>> {
  const rows = await Promise.all(
    items.map(async (item): Promise<[string, EnvelopeListItem]> => {
      const row = shown(item);
      const sealed = { ...item.envelope, title: row.title };
      const agrees = await isAsSealed(sealed, recipientsOf(item), everyone);
      const { itemId, mailboxId, changeNumber, starred, reference, readAt, laterUntil, backAt } = row;
      const place = { itemId, mailboxId, changeNumber, starred, reference, readAt, laterUntil, backAt };
      return [item.id, agrees ? row : { ...emptyItem(row.envelopeId, item.at), ...place, altered: true }];
    }),
  );
  return new Map(rows);
}

/** A copy begins at its release, and stands where it came back once it was put away. */
const isBack = (at: Date, releasedAt: Date | null | undefined) =>
  releasedAt != null && at.getTime() > releasedAt.getTime();

/** What a row says in any folder. */
function itemOf(
  services: Titles,
  { id, mailboxId, changeNumber, at, readAt, starredAt, laterUntil, envelope }: Summarised,
): EnvelopeListItem {
  return {
    ...emptyItem(envelope.id, at),
    ...summaryOf(services, envelope),
    itemId: id,
    mailboxId,
    changeNumber: Number(changeNumber),
    starred: starredAt !== null,
    expiresAt: envelope.accessUntil?.toISOString() ?? null,
    readAt: readAt?.toISOString() ?? null,
    laterUntil: laterUntil?.toISOString() ?? null,
  };
}
