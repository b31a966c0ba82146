import { describe, expect, test } from 'vitest';
import {
  answerKind,
  contentSecurityPolicy,
  securityHeaders,
  vaultOrigins,
} from '../../../lib/http/security-headers';

const context = { nonce: 'bm9uY2U=', https: true, vaultOrigins: ['https://s3.example'], development: false };
const directives = (policy: string) =>
  Object.fromEntries(
    policy.split('; ').map((line) => [line.split(' ')[0], line.split(' ').slice(1).join(' ')]),
  );

describe('security headers', () => {
  test('of a page let run only scripts with its nonce, and send only to us and the vault', () => {
    expect(directives(contentSecurityPolicy('page', context))).toEqual({
      'default-src': "'self'",
      'script-src': "'self' 'nonce-bm9uY2U=' 'strict-dynamic' 'wasm-unsafe-eval'",
      'style-src': "'self' 'nonce-bm9uY2U='",
      'style-src-attr': "'unsafe-inline'",
      'img-src': "'self' data: blob:",
      'font-src': "'self'",
      'worker-src': "'self' blob:",
      'connect-src': "'self' https://s3.example",
      'frame-src': "'self' blob:",
      'manifest-src': "'self'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'object-src': "'none'",
      'frame-ancestors': "'none'",
    });
  });

  test('of the API let nothing run at all, and of a worker only what it needs', () => {
    expect(directives(contentSecurityPolicy('api', context))).toMatchObject({
      'default-src': "'none'",
      'frame-ancestors': "'none'",
    });
    const worker = directives(contentSecurityPolicy('file', context));
    expect(worker).toMatchObject({ 'default-src': "'none'", 'connect-src': "'self' https://s3.example" });
    expect(worker['script-src']).toBe("'self' 'wasm-unsafe-eval'");
  });

  test('never allow inline scripts or eval outside development, whatever is answered', () => {
    for (const kind of ['page', 'api', 'file'] as const) {
      const scripts = directives(contentSecurityPolicy(kind, context))['script-src'] ?? '';
      expect(scripts).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:|data:/);
    }
    expect(contentSecurityPolicy('page', { ...context, development: true })).toContain("'unsafe-eval'");
  });

  test('are the same set for all, with HSTS only where people come by https', () => {
    for (const kind of ['page', 'api', 'file'] as const) {
      const headers = securityHeaders(kind, context);
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(
        securityHeaders(kind, { ...context, https: false })['strict-transport-security'],
      ).toBeUndefined();
    }
  });

  test('are chosen by path', () => {
    expect(answerKind('/api/docs')).toBe('page');
    expect(['/', '/e/abc', '/api/me', '/_next/static/x.js', '/icon.svg'].map(answerKind)).toEqual([
      'page',
      'page',
      'api',
      'file',
      'file',
    ]);
  });

  test('name the vault only where browsers go there themselves', () => {
    const s3 = {
      kind: 's3',
      endpoint: 'http://inside:9000',
      publicEndpoint: 'https://s3.example:8443/path',
      region: 'eu-west-3',
      bucket: 'b',
      accessKeyId: '',
      secretAccessKey: '',
      browserAccess: 'direct',
    } as const;
    expect(vaultOrigins({ objectStore: s3 })).toEqual(['https://s3.example:8443']);
    expect(vaultOrigins({ objectStore: { ...s3, publicEndpoint: null } })).toEqual([
      'https://s3.eu-west-3.amazonaws.com',
    ]);
    expect(vaultOrigins({ objectStore: { ...s3, browserAccess: 'proxy' } })).toEqual([]);
    expect(vaultOrigins({ objectStore: { kind: 'disk', dir: '/x' } })).toEqual([]);
  });
});
