import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { loadConfig } from './lib/config';
import { nonceHeader, pathHeader } from './lib/http/path-header';
import { answerKind, securityHeaders, vaultOrigins } from './lib/http/security-headers';
import { tidyLink } from './lib/http/tidy-link';

/**
 * Stands before every answer of Next: gives it its security headers, a fresh nonce a page, and tells the page its own
 * path. Decides nothing about who may see what: that is asked where the data is read.
 */
export function proxy(request: NextRequest): NextResponse {
  const config = loadConfig();
  const nonce = randomBytes(16).toString('base64');
  const { pathname, search } = request.nextUrl;
  const headers = securityHeaders(answerKind(pathname), {
    nonce,
    https: config.publicUrl.startsWith('https://'),
    vaultOrigins: vaultOrigins(config),
    // Set by Next itself, to exactly these words.
    development: process.env.NODE_ENV === 'development',
  });
  const tidy = request.method === 'GET' ? tidyLink(pathname) : null;
  // Not permanent: what a browser keeps for ever cannot be mended. Without the query, which belonged to the text too.
  if (tidy !== null)
    return NextResponse.redirect(new URL(tidy, config.publicUrl), {
      status: 307,
      headers: { ...headers, 'cache-control': 'no-store' },
    });
  const forwarded = new Headers(request.headers);
  forwarded.set(nonceHeader, nonce);
  forwarded.set(pathHeader, pathname + search);
  // Next reads the nonce for its own scripts from the request's policy.
  forwarded.set('content-security-policy', headers['content-security-policy'] ?? '');
  const response = NextResponse.next({ request: { headers: forwarded } });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
