import { expect, test } from 'vitest';
import { assertSameOrigin } from '../../../lib/http/same-origin';

const admits = (publicUrl: string, headers: Record<string, string>) => {
  try {
    assertSameOrigin(new Headers(headers), publicUrl);
    return true;
  } catch {
    return false;
  }
};

test('a page opened under another name of the same server is ours, a plain http page of an https server is not', () => {
  const local = 'http://127.0.0.1:3000';
  expect(admits(local, { origin: 'http://localhost:3000', host: 'localhost:3000' })).toBe(true);
  expect(admits(local, { origin: 'http://localhost:3001', host: 'localhost:3000' })).toBe(false);
  const secure = 'https://pli.example';
  expect(admits(secure, { origin: 'https://pli.example', host: 'inside:3000' })).toBe(true);
  expect(admits(secure, { origin: 'http://pli.example', host: 'pli.example' })).toBe(false);
  expect(
    admits(secure, { origin: 'http://pli.example', host: 'pli.example', 'sec-fetch-site': 'same-origin' }),
  ).toBe(false);
  expect(admits(secure, { host: 'pli.example' })).toBe(false);
});
