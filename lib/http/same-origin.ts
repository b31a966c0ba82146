import { AppError } from '../errors';

/**
 * Refuses requests that change something and were not sent by a page of ours (cross-site request forgery): what the
 * browser says in Sec-Fetch-Site and Origin must be us, and it must say at least one of them. A form of ours says
 * `Origin: null`, because our pages send no referrer (Fetch, section 3.2): then Sec-Fetch-Site must vouch for it; that of
 * a sandboxed frame says `cross-site`.
 * @throws AppError `origin-refused`
 */
export function assertSameOrigin(headers: Headers, publicUrl: string): void {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const vouched = site === 'same-origin';
  const ours = origin === new URL(publicUrl).origin || isOwnHost(headers, origin, publicUrl);
  const silent = origin === null || origin === 'null';
  if (!((vouched && silent) || (ours && (vouched || site === null)))) {
    throw new AppError('origin-refused');
  }
}

/** The page may have been opened under another name of the same server (localhost for 127.0.0.1): Host is then the same. */
function isOwnHost(headers: Headers, origin: string | null, publicUrl: string): boolean {
  const host = headers.get('host');
  return host !== null && origin === `${new URL(publicUrl).protocol}//${host}`;
}
