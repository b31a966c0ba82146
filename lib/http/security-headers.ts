import type { Config } from '../config';

/** What is answered: a page, an answer of the API, or a file of the build (scripts, worker scripts, styles, fonts). */
export type AnswerKind = 'page' | 'api' | 'file';

/** What the policy depends on. */
export type SecurityContext = {
  nonce: string;
  /** Whether people reach us by https. */
  https: boolean;
  /** Origins besides our own to which the browser sends and from which it reads segments. */
  vaultOrigins: readonly string[];
  /** `next dev` needs eval for its error overlay and a socket for reloading. */
  development: boolean;
};

/** The store browsers talk to themselves, if they do. */
export function vaultOrigins({ objectStore }: Pick<Config, 'objectStore'>): string[] {
  if (objectStore.kind !== 's3' || objectStore.browserAccess !== 'direct') return [];
  const endpoint = objectStore.publicEndpoint ?? `https://s3.${objectStore.region}.amazonaws.com`;
  return [new URL(endpoint).origin];
}

/** Which kind a path is. */
export function answerKind(path: string): AnswerKind {
  // the one page among the answers of the API
  if (path === '/api/docs') return 'page';
  if (path.startsWith('/api/') || path.startsWith('/log/')) return 'api';
  return path.startsWith('/_next/') || /\.[a-z0-9]+$/.test(path) ? 'file' : 'page';
}

/** All security headers of an answer. */
export function securityHeaders(kind: AnswerKind, context: SecurityContext): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(kind, context),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow',
    ...(context.https ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}

/** Content Security Policy, level 3. */
export function contentSecurityPolicy(kind: AnswerKind, context: SecurityContext): string {
  const { nonce, development } = context;
  const sockets = development ? ['ws:', 'wss:'] : [];
  const connect = ["'self'", ...context.vaultOrigins, ...sockets].join(' ');
  const evaluate = development ? " 'unsafe-eval'" : '';
  const never = ["base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"];
  const policies: Record<AnswerKind, string[]> = {
    api: ["default-src 'none'", "form-action 'none'", ...never],
    // A worker obeys the policy its own script was answered with, not the page's.
    file: [
      "default-src 'none'",
      `script-src 'self' 'wasm-unsafe-eval'${evaluate}`,
      `connect-src ${connect}`,
      "form-action 'none'",
      ...never,
    ],
    page: [
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${evaluate}`,
      `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
      // Positions and progress bars are style attributes; those carry no nonce.
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "worker-src 'self' blob:",
      `connect-src ${connect}`,
      "frame-src 'self' blob:",
      "manifest-src 'self'",
      "form-action 'self'",
      ...never,
    ],
  };
  return policies[kind].join('; ');
}
