/** What travels between browser and server about access tokens. */
import { z } from 'zod';
import { scopes } from '../access/scopes';

/** Days a token may live, at most. */
export const tokenDaysMax = 365;
/** Live tokens of one account, at most. */
export const tokensMax = 20;

const scope = z.enum(scopes);

/** POST /api/access-tokens — 201; the password is asked for again, so that a stolen session cannot outlive itself. */
export const createAccessTokenRequest = z.strictObject({
  /** What it is for, in the person's own words. */
  name: z.string().trim().min(1).max(100),
  scopes: z.array(scope).min(1).max(scopes.length),
  expiresInDays: z.int().min(1).max(tokenDaysMax),
  currentPassword: z.string().min(1).max(200),
});
export const accessTokenItem = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(scope),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** To the minute; null: never. */
  lastUsedAt: z.iso.datetime().nullable(),
});
export type AccessTokenItem = z.infer<typeof accessTokenItem>;
/** `token` is shown this once and stored nowhere. */
export const createAccessTokenAnswer = accessTokenItem.extend({ token: z.string() });
export type CreateAccessTokenAnswer = z.infer<typeof createAccessTokenAnswer>;

/** GET /api/access-tokens — one's own that are neither revoked nor expired, newest first. */
export const accessTokensAnswer = z.strictObject({ tokens: z.array(accessTokenItem) });
export type AccessTokensAnswer = z.infer<typeof accessTokensAnswer>;

/** DELETE /api/access-tokens/{id} — 204 */
export const accessTokenParams = z.strictObject({ id: z.uuid().regex(/^[0-9a-f-]+$/) });
