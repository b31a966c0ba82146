import 'server-only';
import type { Services } from '../services';
import { openSessionToken } from './open-session-token';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of the session row a cookie names; null when the cookie is not ours. It proves nothing: the row decides. */
export function sessionIdOf(
  { keys, clock }: Pick<Services, 'keys' | 'clock'>,
  token: string | null,
): string | null {
  const id = token === null || token === '' ? null : openSessionToken(token, keys, clock.now())?.sid;
  return typeof id === 'string' && uuidPattern.test(id) ? id : null;
}
