import 'server-only';
import { decode } from 'next-auth/jwt';
import type { Keys } from '../keys';

/** Attributes of a cookie that only the server reads. */
export type CookieOptions = { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean };

/** Whether people reach us by https: cookies are then Secure and carry a name that browsers only accept so (RFC 6265bis, 4.1.3). */
export function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https://');
}

/** The name of a cookie: `__Host-` on https, so that no other host and no plain connection can set it. */
export function cookieName(publicUrl: string, name: 'session' | 'csrf' | 'callback' | 'request'): string {
  return `${isHttps(publicUrl) ? '__Host-' : ''}pli-${name}`;
}

/** Attributes of every cookie of ours that holds something secret. */
export function cookieOptions(publicUrl: string): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps(publicUrl) };
}

/** The secret next-auth encrypts its cookie with. */
export function nextAuthSecret(keys: Keys): string {
  return keys.derive('next-auth').toString('base64url');
}

/** The value of one cookie in a Cookie header. */
export function readCookie(header: string | null, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) {
      return decodeURIComponentOrNull(pair.slice(equals + 1).trim());
    }
  }
  return null;
}

function decodeURIComponentOrNull(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of the session row a cookie names; null when the cookie is not ours. It proves nothing: the row decides. */
export async function sessionIdOf(token: string | null, keys: Keys): Promise<string | null> {
  if (token === null || token === '') {
    return null;
  }
  try {
    const payload = await decode({ token, secret: nextAuthSecret(keys) });
    const id = payload?.sid;
    return typeof id === 'string' && uuidPattern.test(id) ? id : null;
  } catch {
    return null;
  }
}
