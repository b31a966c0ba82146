import type { Scope } from '../access/scopes';
import { AppError } from '../errors';

/**
 * The access token of `Authorization: Bearer …` (RFC 6750, section 2.1), also one that cannot be good; null where the
 * request brings none. Tokens in a URL or a form (sections 2.2, 2.3) are not looked for: they end up in logs.
 */
export function bearerOf(headers: Headers): string | null {
  const match = /^bearer(?:\s+(.*))?$/i.exec(headers.get('authorization')?.trim() ?? '');
  return match === null ? null : (match[1] ?? '').trim();
}

/**
 * @param needed what the route declares; one of several is enough, none refuses every token
 * @throws AppError `scope-missing`
 */
export function assertInScope(given: readonly Scope[], needed: Scope | readonly Scope[] | undefined): void {
  const enough = needed === undefined ? [] : typeof needed === 'string' ? [needed] : needed;
  if (enough.some((scope) => given.includes(scope))) return;
  throw new AppError('scope-missing', { detail: { scope: enough.join(' ') } });
}
