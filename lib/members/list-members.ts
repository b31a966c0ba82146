import 'server-only';
import type { UserActor } from '../access/actor';
import { can, visibleMembers } from '../access/policy';
import { idleMinutesOf } from '../auth/idle-minutes-of';
import { lockedAddresses } from '../auth/sign-in-attempts';
import type { MemberItem, MembersAnswer } from '../auth/wire';
import { AppError } from '../errors';
import type { Services } from '../services';

const pageSize = 50;

/**
 * Accounts of the actor's organisation by e-mail, a page at a time; `cursor` is the id of the last account seen.
 * @throws AppError `not-found` for anybody but an administrator
 */
export async function listMembers(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  query: { search?: string | undefined; cursor?: string | undefined },
): Promise<MembersAnswer> {
  if (!can(actor, 'member.list', actor)) throw new AppError('not-found');
  const now = clock.now();
  const idleSince = new Date(now.getTime() - (await idleMinutesOf(db, actor)) * 60_000);
  const after =
    query.cursor &&
    (await db.user.findFirst({ where: { AND: [visibleMembers(actor), { id: query.cursor }] } }));
  const users = await db.user.findMany({
    where: {
      AND: [visibleMembers(actor), matching(query.search), after ? { email: { gt: after.email } } : {}],
    },
    orderBy: { email: 'asc' },
    take: pageSize + 1,
    include: {
      // Ended ones too, as long as they are kept (thirty days): who signed out was here all the same.
      sessions: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: 'desc' }, take: 1 },
      _count: {
        select: {
          sessions: {
            where: {
              endedAt: null,
              expiresAt: { gt: now },
              activeAt: { gt: idleSince },
            },
          },
        },
      },
    },
  });
  const page = users.slice(0, pageSize);
  const locked = await lockedAddresses(
    db,
    page.map((user) => user.email),
    now,
  );
  return {
    members: page.map((user) => ({
      id: user.id,
      email: user.email,
      displayName: user.displayName,
      role: user.role,
      createdAt: user.createdAt.toISOString(),
      state: stateOf(user, locked),
      lastSeenAt: user.sessions[0]?.lastSeenAt.toISOString() ?? null,
      sessions: user._count.sessions,
    })),
    nextCursor: users.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

function matching(search: string | undefined) {
  const words = (search ?? '').trim().split(/\s+/).filter(Boolean).slice(0, 5);
  const contains = (word: string) => ({ contains: word, mode: 'insensitive' as const });
  return { AND: words.map((word) => ({ OR: [{ email: contains(word) }, { displayName: contains(word) }] })) };
}

function stateOf(
  user: { email: string; closedAt: Date | null; passwordHash: string | null },
  locked: ReadonlySet<string>,
): MemberItem['state'] {
  if (user.closedAt !== null) return 'closed';
  if (locked.has(user.email)) return 'locked';
  return user.passwordHash === null ? 'invited' : 'active';
}
