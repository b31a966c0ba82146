import 'server-only';
import type { GuestActor, UserActor } from '../access/actor';
import { visibleReceived } from '../access/policy';
import type { EnvelopeListAnswer } from '../envelope/wire';
import type { Services } from '../services';
import { firstPage, type ListCursor, pageRowsMax } from './list-cursor';

/**
 * What an actor has received, by the recipient row's id: a UUIDv7 made when the envelope was sealed, so it sorts by time.
 * What was reported as sent to the wrong person is not listed until the sender clears it.
 */
export async function listReceived(
  { db }: Pick<Services, 'db'>,
  actor: UserActor | GuestActor,
  mailbox: string | undefined,
  after: ListCursor | null,
): Promise<EnvelopeListAnswer> {
  const places =
    actor.kind === 'guest'
      ? [{}]
      : (mailbox ? [mailbox] : actor.mailboxIds).map((mailboxId) => ({ mailboxId }));
  // one index range a mailbox, merged here: an IN over several would sort all of them
  const newest = await Promise.all(
    places.map((place) =>
      db.recipient.findMany({
        where: {
          AND: [visibleReceived(actor), place],
          blockedAt: null,
          ...(after ? { id: { lt: after.id } } : {}),
        },
        select: { id: true },
        orderBy: { id: 'desc' },
        take: pageRowsMax + 1,
      }),
    ),
  );
  const { rows, nextCursor } = firstPage(
    newest.map((list) => list.map(({ id }) => ({ id, at: timeOf(id) }))),
  );
  const found = await db.recipient.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    select: {
      reference: true,
      openedAt: true,
      envelope: { select: { ...envelopeColumns, organisation: { select: { name: true } } } },
    },
    orderBy: { id: 'desc' },
  });
  const items = found.map(({ reference, openedAt, envelope }) => ({
    envelopeId: envelope.id,
    reference,
    title: envelope.title,
    sender: {
      address: envelope.senderAddress ?? '',
      name: envelope.senderName,
      organisation: envelope.organisation.name,
    },
    recipients: [],
    at: (envelope.sealedAt ?? envelope.createdAt).toISOString(),
    expiresAt: envelope.expiresAt?.toISOString() ?? null,
    attachmentCount: envelope.attachmentCount,
    attachmentBytes: Number(envelope.attachmentBytes),
    openedAt: openedAt?.toISOString() ?? null,
  }));
  return { items, nextCursor };
}

/** RFC 9562, section 5.7: the first 48 bits are milliseconds of Unix time. */
function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16));
}

const envelopeColumns = {
  id: true,
  title: true,
  senderAddress: true,
  senderName: true,
  createdAt: true,
  sealedAt: true,
  expiresAt: true,
  attachmentCount: true,
  attachmentBytes: true,
} as const;
