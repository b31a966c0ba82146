import { describe, expect, test } from 'vitest';
import { clientAddress, recordPeer } from '../../../lib/http/client-address';

const seenBy = (forwarded: string | undefined, peer: string, trustedProxies: number) => {
  const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: peer } };
  recordPeer(request);
  return clientAddress(
    new Headers({ 'x-forwarded-for': String(request.headers['x-forwarded-for']) }),
    trustedProxies,
  );
};

describe('the client address', () => {
  test('is the peer of the connection where no proxy is trusted, whatever the client claims', () => {
    expect(seenBy(undefined, '203.0.113.9', 0)).toBe('203.0.113.9');
    expect(seenBy('127.0.0.1', '203.0.113.9', 0)).toBe('203.0.113.9');
    expect(seenBy('1.1.1.1, 2.2.2.2', '::ffff:203.0.113.9', 0)).toBe('203.0.113.9');
  });

  test('is what the outermost trusted proxy saw, and nothing left of it', () => {
    expect(seenBy('203.0.113.9', '10.0.0.1', 1)).toBe('203.0.113.9');
    expect(seenBy('6.6.6.6, 203.0.113.9', '10.0.0.1', 1)).toBe('203.0.113.9');
    expect(seenBy('6.6.6.6, 203.0.113.9, 10.0.0.2', '10.0.0.1', 2)).toBe('203.0.113.9');
  });

  /** What proxies and clients write for one and the same machine. */
  const spellings = [
    [
      '203.0.113.9',
      '203.0.113.9:4711',
      ' 203.0.113.9 ',
      '::ffff:203.0.113.9',
      '[::ffff:203.0.113.9]:80',
      '::FFFF:cb00:7109',
    ],
    ['2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:4711', '2001:DB8:0:0:0:0:0:1', '2001:db8::1%eth0'],
  ];

  test.each([0, 1, 2])('is one address whatever its spelling, behind %i proxies', (proxies) => {
    const nearer = ['10.0.0.2', '10.0.0.1'].slice(0, proxies);
    for (const [plain = '', ...others] of spellings) {
      for (const spelling of others) {
        const [peer = '', ...before] = [...nearer, ''].length > 1 ? [...nearer].reverse() : [spelling];
        const forwarded = proxies === 0 ? '6.6.6.6' : ['6.6.6.6', spelling, ...before.reverse()].join(', ');
        expect(seenBy(forwarded, peer, proxies), spelling).toBe(plain);
      }
    }
  });

  test.each([
    'unknown',
    '_hidden',
    'x',
    '999.1.1.1',
    '1.2.3',
    '1.2.3.4:99999999',
    '[1.2.3.4]',
    '2001:db8::1::2',
    '[2001:db8::1',
    '',
    'a'.repeat(9_000),
    '1.2.3.4 5.6.7.8',
  ])('is never junk: %.20s is counted under the proxy that let it pass', (junk) => {
    expect(seenBy(junk, '10.0.0.1', 1)).toBe('10.0.0.1');
    expect(seenBy(`203.0.113.9, ${junk}`, '10.0.0.1', 1)).toBe('10.0.0.1');
    expect(seenBy(`6.6.6.6, ${junk}, 10.0.0.2`, '10.0.0.1', 2)).toBe('10.0.0.2');
    expect(clientAddress(new Headers({ 'x-forwarded-for': 'unknown' }), 0)).toBeNull();
  });

  test('is the furthest known one when there are fewer hops than trusted proxies', () => {
    expect(seenBy(undefined, '10.0.0.1', 2)).toBe('10.0.0.1');
    expect(clientAddress(new Headers(), 0)).toBeNull();
  });
});
