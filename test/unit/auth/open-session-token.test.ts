import { createHmac } from 'node:crypto';
import { decode, encode } from 'next-auth/jwt';
import { describe, expect, test } from 'vitest';
import { openSessionToken } from '../../../lib/auth/open-session-token';
import { nextAuthSecret } from '../../../lib/auth/session-cookie';
import type { Keys } from '../../../lib/keys';

/** Of the keys only what cookies are made with. */
const keysOf = (seed: string) =>
  ({ derive: (purpose: string) => createHmac('sha256', seed).update(purpose).digest() }) as Keys;
const keys = keysOf('one');
const secret = nextAuthSecret(keys);
const sid = '01a2291a-4ec1-7618-8e66-11269bac61ec';
const now = () => new Date();

describe('the cookie of a session', () => {
  test('is read as next-auth itself reads it', async () => {
    const token = await encode({ token: { sid }, secret });
    expect(openSessionToken(token, keys, now())).toEqual(await decode({ token, secret }));
    expect(openSessionToken(token, keys, now())?.sid).toBe(sid);
  });

  test('is nothing when it was made with another secret', async () => {
    const token = await encode({ token: { sid }, secret });
    expect(openSessionToken(token, keysOf('two'), now())).toBeNull();
  });

  test('is nothing once it has expired, whatever the row says', async () => {
    const token = await encode({ token: { sid }, secret, maxAge: 60 });
    expect(openSessionToken(token, keys, new Date(Date.now() + 70_000))).not.toBeNull(); // clocks may differ by 15 s
    expect(openSessionToken(token, keys, new Date(Date.now() + 80_000))).toBeNull();
  });

  test('is nothing when any of its characters has changed', async () => {
    const token = await encode({ token: { sid }, secret });
    for (let at = 0; at < token.length; at++) {
      // the last character of a part holds bits that no byte needs
      if (token[at] === '.' || token[at + 1] === '.' || at + 1 === token.length) continue;
      const other = token[at] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(openSessionToken(changed, keys, now()), `character ${at}`).toBeNull();
    }
  });

  test('is nothing in another shape: another header, another algorithm, a part too many or too few, a short tag', async () => {
    const token = await encode({ token: { sid }, secret });
    const [, , iv, ciphertext, tag] = token.split('.');
    const header = (alg: object) => Buffer.from(JSON.stringify(alg)).toString('base64url');
    const plain = Buffer.from(JSON.stringify({ sid, exp: 9_999_999_999 })).toString('base64url');
    const shapes = [
      '',
      '....',
      `${header({ alg: 'none' })}.${plain}.`,
      `${header({ alg: 'dir', enc: 'A128GCM' })}..${iv}.${ciphertext}.${tag}`,
      `${header({ enc: 'A256GCM', alg: 'dir' })}..${iv}.${ciphertext}.${tag}`,
      `${token}.x`,
      token.slice(0, token.lastIndexOf('.')),
      token.slice(0, token.lastIndexOf('.') + 1),
      token.slice(0, -12),
      token.replace('..', '.eA.'),
    ];
    for (const shape of shapes) expect(openSessionToken(shape, keys, now()), shape).toBeNull();
  });
});
