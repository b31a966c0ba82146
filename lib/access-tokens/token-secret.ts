import 'server-only';
import { createHmac, randomBytes } from 'node:crypto';
import type { Keys } from '../keys';

/** Recognisable by people and by scanners of leaked secrets; 32 random bytes in base64url follow. */
const tokenPattern = /^pli_[A-Za-z0-9_-]{43}$/;

/** A new access token. */
export function newToken(): string {
  return `pli_${randomBytes(32).toString('base64url')}`;
}

/** Whether a text can be an access token at all. */
export function looksLikeToken(text: string): boolean {
  return tokenPattern.test(text);
}

/**
 * What is stored of a token, and what it is looked up by: HMAC-SHA-256 under the application's key. Whoever sends guesses
 * cannot steer the hash, so the time an index takes over it tells nothing about a stored one.
 */
export function hashToken(keys: Pick<Keys, 'derive'>, token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHmac('sha256', keys.derive('access-token')).update(token).digest());
}
