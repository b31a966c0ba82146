import 'server-only';
import type { UserActor } from '../access/actor';
import { visibleTokens } from '../access/policy';
import { knownScopes } from '../access/scopes';
import { liveTokens } from '../auth/live-tokens';
import type { Services } from '../services';
import { type AccessTokensAnswer, tokensMax } from './wire';

/** The actor's own tokens that still work, newest first. */
export async function listAccessTokens(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
): Promise<AccessTokensAnswer> {
  const rows = await db.accessToken.findMany({
    where: { AND: [visibleTokens(actor), liveTokens(actor.userId, clock.now())] },
    orderBy: { id: 'desc' },
    take: tokensMax,
  });
  return {
    tokens: rows.map((row) => ({
      id: row.id,
      name: row.name,
      scopes: knownScopes(row.scopes),
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    })),
  };
}
