import 'server-only';
import type { Actor } from '../access/actor';
import { Prisma } from '../db/sql';
import type { Services } from '../services';
import { idleSql } from './idle-sql';
import { mailboxesSql } from './mailboxes-sql';
import { guestMailboxes, localeOf, type UserRow, userActorOf } from './user-actor';

type SessionRow = { id: string; last_seen_at: Date; beside: unknown } & (
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
  const row = await readRow(services, sessionId, now);
  if (row === undefined) {
    return { kind: 'anonymous' };
  }
  await noteSeen(services, row, now);
  return actorOf(row);
}

/**
 * The same, noting nothing, with what the scalar query `beside` gives in the same statement: for who judges a request that no
 * person makes with her own hands.
 */
export async function findActorBeside(
  services: Pick<Services, 'db' | 'clock'>,
  sessionId: string,
  beside: Prisma.Sql,
): Promise<{ actor: Actor; beside: unknown }> {
  const row = await readRow(services, sessionId, services.clock.now(), beside);
  return row ? { actor: actorOf(row), beside: row.beside } : { actor: { kind: 'anonymous' }, beside: null };
}

/** Whose sessions these are, in one query, noting nothing; what is over, or nobody's, is left out. */
export async function findActorsOf(
  services: Pick<Services, 'db' | 'clock'>,
  sessionIds: readonly string[],
): Promise<Map<string, Exclude<Actor, { kind: 'anonymous' }>>> {
  if (sessionIds.length === 0) return new Map();
  const rows = await readRows(services, sessionIds, services.clock.now());
  return new Map(
    rows.flatMap((row) => {
      const actor = actorOf(row);
      return actor.kind === 'anonymous' ? [] : [[row.id, actor] as const];
    }),
  );
}

async function readRow(
  services: Pick<Services, 'db'>,
  sessionId: string,
  now: Date,
  beside?: Prisma.Sql,
): Promise<SessionRow | undefined> {
  const [row] = await readRows(services, [sessionId], now, beside);
  return row;
}

async function readRows(
  { db }: Pick<Services, 'db'>,
  sessionIds: readonly string[],
  now: Date,
  beside = Prisma.sql`NULL`,
): Promise<SessionRow[]> {
  return db.$queryRaw<SessionRow[]>`
    SELECT s.id, s.last_seen_at, ${beside} AS beside,
           g.id AS guest_id, g.address AS guest_address, g.locale AS guest_locale,
           u.id AS user_id, u.organisation_id, u.role::text AS role, u.email, u.display_name, u.locale,
           ${mailboxesSql(now)} AS mailboxes,
           (SELECT b.id FROM mailboxes b WHERE b.kind = 'guest' AND b.name = g.address) AS guest_mailbox
    FROM sessions s
    LEFT JOIN users u ON u.id = s.user_id
    LEFT JOIN organisations o ON o.id = u.organisation_id
    LEFT JOIN guests g ON g.id = s.guest_id
    WHERE s.id = ANY (${[...sessionIds]}::uuid[])
      AND s.ended_at IS NULL
      AND s.expires_at > ${now}
      AND s.active_at + ${idleSql} > ${now}
      AND u.closed_at IS NULL`;
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
    mailboxes: guestMailboxes(row.guest_mailbox),
  };
}
