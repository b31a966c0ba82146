import 'server-only';
import type { Actor } from '../access/actor';
import type { Services } from '../services';
import { mailboxesSql } from './mailboxes-sql';
import { idleMinutes } from './session-times';
import { localeOf, type UserRow, userActorOf } from './user-actor';

type SessionRow = { id: string; last_seen_at: Date } & (
  | (UserRow & { guest_id: null })
  | {
      user_id: null;
      guest_id: string;
      guest_address: string;
      guest_locale: string;
      guest_mailbox: string | null;
    }
  | { user_id: null; guest_id: null }
);

/**
 * Who a session belongs to, in one query; `anonymous` when it does not exist, was ended, has expired, was idle too long,
 * or its account was closed. Asked on every request, so that ending a session works at once.
 */
export async function findActor(
  services: Pick<Services, 'db' | 'clock'>,
  sessionId: string | null,
): Promise<Actor> {
  if (sessionId === null) {
    return { kind: 'anonymous' };
  }
  const now = services.clock.now();
  const [row] = await services.db.$queryRaw<SessionRow[]>`
    SELECT s.id, s.last_seen_at,
           g.id AS guest_id, g.address AS guest_address, g.locale AS guest_locale,
           u.id AS user_id, u.organisation_id, u.role::text AS role, u.email, u.display_name, u.locale,
           ${mailboxesSql(now)} AS mailboxes,
           (SELECT b.id FROM mailboxes b WHERE b.kind = 'guest' AND b.name = g.address) AS guest_mailbox
    FROM sessions s
    LEFT JOIN users u ON u.id = s.user_id
    LEFT JOIN guests g ON g.id = s.guest_id
    WHERE s.id = ${sessionId}::uuid
      AND s.ended_at IS NULL
      AND s.expires_at > ${now}
      AND s.last_seen_at > ${new Date(now.getTime() - idleMinutes * 60_000)}
      AND u.closed_at IS NULL`;
  if (row === undefined) {
    return { kind: 'anonymous' };
  }
  await noteSeen(services, row, now);
  return actorOf(row);
}

/** Remembers that the session is in use, at most once a minute. */
async function noteSeen(services: Pick<Services, 'db'>, row: SessionRow, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - 60_000);
  if (row.last_seen_at < stale) {
    await services.db.session.updateMany({
      where: { id: row.id, lastSeenAt: { lt: stale }, endedAt: null },
      data: { lastSeenAt: now },
    });
  }
}

function actorOf(row: SessionRow): Actor {
  if (row.user_id !== null) return userActorOf(row, row.id);
  if (row.guest_id === null) return { kind: 'anonymous' };
  return {
    kind: 'guest',
    guestId: row.guest_id,
    sessionId: row.id,
    address: row.guest_address,
    locale: localeOf(row.guest_locale),
    mailboxes: row.guest_mailbox === null ? [] : [{ id: row.guest_mailbox, rights: ['read', 'send'] }],
  };
}
