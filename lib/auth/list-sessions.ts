import 'server-only';
import type { Actor } from '../access/actor';
import { visibleSessions } from '../access/policy';
import type { Services } from '../services';
import { idleMinutesOf } from './idle-minutes-of';
import type { SessionsAnswer } from './wire';

/** The actor's own live sessions, the latest used first. */
export async function listSessions(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: Exclude<Actor, { kind: 'anonymous' }>,
): Promise<SessionsAnswer> {
  const now = clock.now();
  const live = {
    endedAt: null,
    expiresAt: { gt: now },
    activeAt: { gt: new Date(now.getTime() - (await idleMinutesOf(db, actor)) * 60_000) },
  };
  const rows = await db.session.findMany({
    where: { AND: [visibleSessions(actor), live] },
    orderBy: { lastSeenAt: 'desc' },
    take: 100,
  });
  return {
    sessions: rows.map((row) => ({
      id: row.id,
      current: row.id === actor.sessionId,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      clientAddress: row.clientAddress,
      clientAgent: row.clientAgent,
    })),
  };
}
