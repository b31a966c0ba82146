import 'server-only';
import type { UserActor } from '../access/actor';
import { knownScopes } from '../access/scopes';
import { mailboxesSql } from '../auth/mailboxes-sql';
import { type UserRow, userActorOf } from '../auth/user-actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import { hashToken, looksLikeToken } from './token-secret';

type TokenRow = UserRow & { id: string; scopes: string[]; last_used_at: Date | null };

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
  const row = looksLikeToken(token) ? await readRow(services, token, now) : undefined;
  if (row === undefined) throw new AppError('token-refused');
  await noteUsed(services, row, now);
  return { ...userActorOf(row, row.id), token: { id: row.id, scopes: knownScopes(row.scopes) } };
}

async function readRow(
  { db, keys }: Pick<Services, 'db' | 'keys'>,
  token: string,
  now: Date,
): Promise<TokenRow | undefined> {
  const [row] = await db.$queryRaw<TokenRow[]>`
    SELECT t.id, t.scopes, t.last_used_at,
           u.id AS user_id, u.organisation_id, u.role::text AS role, u.email, u.display_name, u.locale,
           ${mailboxesSql(now)} AS mailboxes
    FROM access_tokens t
    JOIN users u ON u.id = t.user_id
    WHERE t.secret_hash = ${hashToken(keys, token)}
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
