import 'server-only';
import type { UserActor } from '../access/actor';
import { can, mailboxIdsWith, managedMailboxes } from '../access/policy';
import type { Prisma } from '../db/generated/client';
import { AppError } from '../errors';
import type { Services } from '../services';
import type { SharedMailboxesAnswer, SharedMailboxItem } from './wire';

const pageSize = 50;

/**
 * Shared mailboxes whose members the actor decides about, by name, a page at a time; `cursor` is the id of the last one seen.
 * @throws AppError `not-found` for who decides about none and never may
 */
export async function listSharedMailboxes(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  query: { search?: string | undefined; cursor?: string | undefined },
): Promise<SharedMailboxesAnswer> {
  const isAdministrator = can(actor, 'mailbox.administer', { ...actor, kind: 'shared' });
  if (!isAdministrator && mailboxIdsWith(actor, 'manage').length === 0) throw new AppError('not-found');
  const own = managedMailboxes(actor);
  const after = query.cursor && (await db.mailbox.findFirst({ where: { AND: [own, { id: query.cursor }] } }));
  const rows = await db.mailbox.findMany({
    where: { AND: [own, matching(query.search), after ? behind(after) : {}] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    select: shown(clock.now()),
  });
  const page = rows.slice(0, pageSize);
  return {
    mailboxes: page.map(itemOf),
    nextCursor: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

/** One of them. @throws AppError `not-found` */
export async function findSharedMailbox(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  id: string,
): Promise<SharedMailboxItem> {
  const where = { AND: [managedMailboxes(actor), { id }] };
  const row = await db.mailbox.findFirst({ where, select: shown(clock.now()) });
  if (row === null) throw new AppError('not-found');
  return itemOf(row);
}

const shown = (now: Date) =>
  ({
    id: true,
    name: true,
    closedAt: true,
    addresses: { select: { address: true }, orderBy: [{ isPrimary: 'desc' }, { address: 'asc' }] },
    _count: { select: { members: { where: standing(now) } } },
  }) satisfies Prisma.MailboxSelect;

/** Rows of people who can do something by them now. */
export const standing = (now: Date) =>
  ({
    fromAt: { lte: now },
    OR: [{ untilAt: null }, { untilAt: { gt: now } }],
    user: { closedAt: null, role: { not: 'auditor' } },
  }) satisfies Prisma.MailboxMemberWhereInput;

type Row = Prisma.MailboxGetPayload<{ select: ReturnType<typeof shown> }>;

function itemOf({ id, name, closedAt, addresses, _count }: Row): SharedMailboxItem {
  return {
    id,
    name,
    addresses: addresses.map(({ address }) => address),
    closedAt: closedAt?.toISOString() ?? null,
    members: _count.members,
  };
}

const behind = ({ name, id }: { name: string; id: string }): Prisma.MailboxWhereInput => ({
  OR: [{ name: { gt: name } }, { name, id: { gt: id } }],
});

function matching(search: string | undefined): Prisma.MailboxWhereInput {
  const words = (search ?? '').trim().split(/\s+/).filter(Boolean).slice(0, 5);
  const contains = (word: string) => ({ contains: word, mode: 'insensitive' as const });
  return {
    AND: words.map((word) => ({
      OR: [{ name: contains(word) }, { addresses: { some: { address: contains(word) } } }],
    })),
  };
}
