import 'server-only';
import type { Actor, UserActor } from '../access/actor';
import { knownScopes } from '../access/scopes';
import { mailboxesSql } from '../auth/mailboxes-sql';
import { type UserRow, userActorOf } from '../auth/user-actor';
import { Prisma } from '../db/sql';
import { AppError } from '../errors';
import type { Services } from '../services';
import { hashToken, looksLikeToken } from './token-secret';

type TokenRow = UserRow & { id: string; scopes: string[]; last_used_at: Date | null; beside: unknown };

/**
 * Whose access token it is: the actor a session of that person would be, marked with the token and its scopes. Asked on every
 * request, so that revoking works at once.
 * @throws AppError `token-refused`, one answer for unknown, expired, revoked, and for a closed account
 */
export async function findTokenActor(
  services: Pick<Services, 'db' | 'clock' | 'keys'>,
  token: string,
): Promise<UserActor> {
  const now = services.clock.now();
  const row = looksLikeToken(token)
    ? await readRow(services, Prisma.sql`t.secret_hash = ${hashToken(services.keys, token)}`, now)
    : undefined;
  if (row === undefined) throw new AppError('token-refused');
  await noteUsed(services, row, now);
  return actorOf(row);
}

/**
 * The actor of a token that was recognised before, by its id, if it still works; else `anonymous`. With what the scalar query `beside`
 * gives in the same statement. Notes nothing.
 */
export async function findTokenActorBeside(
  services: Pick<Services, 'db' | 'clock'>,
  tokenId: string,
  beside: Prisma.Sql,
): Promise<{ actor: Actor; beside: unknown }> {
  const which = Prisma.sql`t.id = ${tokenId}::uuid`;
  const row = await readRow(services, which, services.clock.now(), beside);
  return row ? { actor: actorOf(row), beside: row.beside } : { actor: { kind: 'anonymous' }, beside: null };
}

function actorOf(row: TokenRow): UserActor {
  return { ...userActorOf(row, row.id), token: { id: row.id, scopes: knownScopes(row.scopes) } };
}

async function readRow(
  { db }: Pick<Services, 'db'>,
  which: Prisma.Sql,
  now: Date,
  beside = Prisma.sql`NULL`,
): Promise<TokenRow | undefined> {
  const [row] = await db.$queryRaw<TokenRow[]>`
    SELECT t.id, t.scopes, t.last_used_at, ${beside} AS beside,
           u.id AS user_id, u.organisation_id, u.role::text AS role, u.email, u.display_name, u.locale,
           ${mailboxesSql(now)} AS mailboxes
    FROM access_tokens t
    JOIN users u ON u.id = t.user_id
    WHERE ${which}
      AND t.revoked_at IS NULL
      AND t.expires_at > ${now}
      AND u.closed_at IS NULL`;
  return row;
}

/** Remembers that the token is in use, at most once a minute. */
async function noteUsed({ db }: Pick<Services, 'db'>, row: TokenRow, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - 60_000);
  if (row.last_used_at !== null && row.last_used_at >= stale) return;
  await db.accessToken.updateMany({
    where: { id: row.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: stale } }] },
    data: { lastUsedAt: now },
  });
}
