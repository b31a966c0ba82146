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

  test('is the furthest known one when there are fewer hops than trusted proxies', () => {
    expect(seenBy(undefined, '10.0.0.1', 2)).toBe('10.0.0.1');
    expect(clientAddress(new Headers(), 0)).toBeNull();
  });
});
