import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { knownScopes } from '../access/scopes';
import { appendEntry } from '../audit/trail/append-entry';
import { assertOwnPassword, assertPasswordStill } from '../auth/assert-own-password';
import { liveTokens } from '../auth/live-tokens';
import { lockActor } from '../auth/lock-actor';
import { forgiveAttempts } from '../auth/sign-in-attempts';
import { AppError } from '../errors';
import type { Services } from '../services';
import { hashToken, newToken } from './token-secret';
import { type CreateAccessTokenAnswer, tokensMax } from './wire';

type Input = { name: string; scopes: readonly string[]; expiresInDays: number; currentPassword: string };

/**
 * Makes an access token of the actor's own. The token is in this answer and nowhere else; the audit trail says that it was made.
 * @throws AppError `sign-in-refused` `sign-in-locked` `too-many-requests` `too-many-tokens` `sign-in-required`, `not-found` for a token
 */
export async function createAccessToken(
  services: Pick<Services, 'db' | 'clock' | 'keys'>,
  actor: UserActor,
  input: Input,
  client: Client,
): Promise<CreateAccessTokenAnswer> {
  if (!can(actor, 'token.manage', actor)) throw new AppError('not-found');
  const known = await assertOwnPassword(services, actor, input.currentPassword, client);
  const { db, clock, keys } = services;
  const now = clock.now();
  const token = newToken();
  const row = {
    id: uuidv7(),
    userId: actor.userId,
    name: input.name,
    scopes: knownScopes(input.scopes),
    createdAt: now,
    expiresAt: new Date(now.getTime() + input.expiresInDays * 86_400_000),
  };
  await db.$transaction(async (tx) => {
    // One maker at a time, so that two cannot both find the last place free; and none past the end of its session.
    const person = await lockActor(tx, actor, now);
    if (!can(person, 'token.manage', person)) throw new AppError('not-found');
    await assertPasswordStill(tx, actor.userId, known);
    if ((await tx.accessToken.count({ where: liveTokens(actor.userId, now) })) >= tokensMax) {
      throw new AppError('too-many-tokens', { detail: { max: tokensMax } });
    }
    await tx.accessToken.create({ data: { ...row, secretHash: hashToken(keys, token) } });
    await appendEntry(tx, {
      event: 'AccessTokenCreated',
      actor,
      client,
      organisationIds: [actor.organisationId],
      detail: { token: row.id, scopes: row.scopes.join(' '), expiresAt: row.expiresAt.toISOString() },
    });
  });
  await forgiveAttempts(db, actor.email, client);
  const { id, name, scopes } = row;
  return {
    id,
    name,
    scopes,
    createdAt: now.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: null,
    token,
  };
}
