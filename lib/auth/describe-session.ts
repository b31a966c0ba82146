import 'server-only';
import type { Actor } from '../access/actor';
import type { Services } from '../services';
import type { SessionAnswer } from './answers';
import { idleSql } from './idle-sql';

type Needs = Pick<Services, 'db' | 'clock'>;

/** Whose session a browser holds, and for how long if nothing is done any more. Asking is no activity. */
export async function describeSession({ db, clock }: Needs, actor: Actor): Promise<SessionAnswer> {
  if (actor.kind === 'anonymous' || (actor.kind === 'user' && actor.token !== undefined)) return nobody;
  const now = clock.now();
  const [row] = await db.$queryRaw<{ idle_seconds: number; left_seconds: number }[]>`
    SELECT EXTRACT(epoch FROM ${idleSql})::float AS idle_seconds,
           EXTRACT(epoch FROM LEAST(s.active_at + ${idleSql}, s.expires_at) - ${now})::float AS left_seconds
    FROM sessions s
    LEFT JOIN users u ON u.id = s.user_id
    LEFT JOIN organisations o ON o.id = u.organisation_id
    WHERE s.id = ${actor.sessionId}::uuid AND s.ended_at IS NULL`;
  if (row === undefined || row.left_seconds <= 0) return nobody;
  return {
    person: actor.kind === 'user' ? actor.userId : actor.guestId,
    idleSeconds: Math.round(row.idle_seconds),
    // Up, so that a page that waits so long finds it over.
    leftSeconds: Math.ceil(row.left_seconds),
  };
}

const nobody: SessionAnswer = { person: null };
