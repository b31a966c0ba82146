import 'server-only';
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

/** The secret of this browser's requests for codes, if it has one: all its codes are bound to the same. */
export function requestSecretOf(cookieHeader: string | null, publicUrl: string): string | null {
  const secret = readCookie(cookieHeader, cookieName(publicUrl, 'request'));
  return secret !== null && /^[\w-]{43}$/.test(secret) ? secret : null;
}

/** The Set-Cookie line that keeps it for as long as a code lives. */
export function requestCookie(publicUrl: string, secret: string, seconds: number): string {
  const secure = isHttps(publicUrl) ? '; Secure' : '';
  return `${cookieName(publicUrl, 'request')}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** The secret next-auth encrypts its cookie with. */
export function nextAuthSecret(keys: Keys): string {
  return keys.derive('next-auth').toString('base64url');
}

/** All cookies of a Cookie header; the first of a name counts, as browsers send the most specific first. */
export function readCookies(header: string | null): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    const value = decodeURIComponentOrNull(pair.slice(equals + 1).trim());
    if (name !== '' && value !== null && cookies[name] === undefined) {
      cookies[name] = value;
    }
  }
  return cookies;
}

/** The value of one cookie in a Cookie header. */
export function readCookie(header: string | null, name: string): string | null {
  return readCookies(header)[name] ?? null;
}

function decodeURIComponentOrNull(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
