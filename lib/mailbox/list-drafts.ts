import 'server-only';
import type { Actor } from '../access/actor';
import { visibleDrafts } from '../access/policy';
import type { EnvelopeListAnswer } from '../envelope/wire';
import { attachmentBytesOf } from '../parts/registered-parts';
import type { Services } from '../services';
import { emptyItem } from './letter-summary';
import { firstPage, type ListCursor, pageRowsMax } from './list-cursor';

/** The actor's own drafts, the last saved first. The server knows neither title nor recipients of a draft. */
export async function listDrafts(
  { db }: Pick<Services, 'db'>,
  actor: Actor,
  mailbox: string | undefined,
  after: ListCursor | null,
): Promise<EnvelopeListAnswer> {
  const older = after && {
    updatedAt: { lte: after.at },
    OR: [{ updatedAt: { lt: after.at } }, { updatedAt: after.at, id: { lt: after.id } }],
  };
  const drafts = await db.envelope.findMany({
    where: { AND: [visibleDrafts(actor), mailbox ? { mailboxId: mailbox } : {}, older ?? {}] },
    select: {
      id: true,
      updatedAt: true,
      uses: {
        where: { kind: 'attachment' },
        select: { kind: true, part: { select: { segments: { select: { ciphertextBytes: true } } } } },
      },
    },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: pageRowsMax + 1,
  });
  const { rows, nextCursor } = firstPage([drafts.map((draft) => ({ ...draft, at: draft.updatedAt }))]);
  const items = rows.map(({ id, at, uses }) => ({
    ...emptyItem(id, at),
    attachmentCount: uses.length,
    attachmentBytes: attachmentBytesOf(uses.map(({ kind, part }) => ({ kind, segments: part.segments }))),
  }));
  return { items, nextCursor };
}
