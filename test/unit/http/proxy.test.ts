import { NextRequest } from 'next/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { securityHeaders } from '../../../lib/http/security-headers';
import { proxy } from '../../../proxy';

const publicUrl = 'https://pli.example';
beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://pli@127.0.0.1/none'); // never asked
  vi.stubEnv('PLI_PUBLIC_URL', publicUrl);
});
afterAll(() => void vi.unstubAllEnvs());

const context = { nonce: 'x', https: true, vaultOrigins: [], development: false };
const names = Object.keys(securityHeaders('page', context));
const reference = 'A'.repeat(32);

test.each([
  `/e/${reference}`,
  `/e/${reference}.`,
  `/e/${reference}/report%20`,
  '/sent/0198c0de-0000-7000-8000-000000000001)',
  '/api/e/x',
  '/_next/x.js',
  '/nowhere',
])('%s is answered with every security header, a redirect too', (path) => {
  const answer = proxy(new NextRequest(`${publicUrl}${path}`));
  expect(names.filter((name) => !answer.headers.has(name))).toEqual([]);
});

test('a link that was ended too late leads to its page, and no cache keeps that', () => {
  const answer = proxy(new NextRequest(`${publicUrl}/e/${reference}%3E?x=1`));
  expect(answer.status).toBe(307);
  expect(answer.headers.get('location')).toBe(`${publicUrl}/e/${reference}`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});
