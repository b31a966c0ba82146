import { describe, expect, test } from 'vitest';
import * as secrets from '../../../lib/auth/one-time-secret';
import type { Keys } from '../../../lib/keys';

/** Only `derive` is asked here. */
const keysOf = (byte: number) => ({ derive: () => Buffer.alloc(32, byte) }) as unknown as Keys;
const keys = keysOf(1);
const codeId = '0199aaaa-0000-7000-8000-000000000001';
const otherId = '0199aaaa-0000-7000-8000-000000000002';

describe('a one-time secret', () => {
  test('of a guest has eight digits, each as likely as another', () => {
    const codes = Array.from({ length: 5_000 }, secrets.newGuestCode);
    expect(codes.every((code) => /^\d{8}$/.test(code))).toBe(true);
    const firsts = new Map<string, number>();
    for (const code of codes) firsts.set(code.charAt(0), (firsts.get(code.charAt(0)) ?? 0) + 1);
    expect(firsts.size).toBe(10);
    expect(Math.min(...firsts.values())).toBeGreaterThan(380);
    expect(new Set(codes).size).toBeGreaterThan(4_990);
  });

  test('matches itself, in its own row, under the same key only', () => {
    const stored = secrets.hashSecret(keys, codeId, '12345678');
    expect(secrets.matchesSecret(keys, codeId, '12345678', stored)).toBe(true);
    expect(secrets.matchesSecret(keys, codeId, '12345679', stored)).toBe(false);
    expect(secrets.matchesSecret(keys, otherId, '12345678', stored)).toBe(false);
    expect(secrets.matchesSecret(keysOf(2), codeId, '12345678', stored)).toBe(false);
    expect(secrets.matchesSecret(keys, codeId, '12345678', stored.subarray(1))).toBe(false);
  });

  test('in a job can be read with the key and row it was sealed for, and not when one bit differs', () => {
    const sealed = secrets.sealSecret(keys, codeId, '12345678');
    expect(sealed).not.toContain('12345678');
    expect(secrets.openSecret(keys, codeId, sealed)).toBe('12345678');
    expect(() => secrets.openSecret(keys, otherId, sealed)).toThrow();
    expect(() => secrets.openSecret(keysOf(2), codeId, sealed)).toThrow();
    const bytes = Buffer.from(sealed, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => secrets.openSecret(keys, codeId, flipped.toString('base64url'))).toThrow();
    }
  });

  test('of a link stands in the fragment, and is split again as it was joined', () => {
    const secret = secrets.newLinkSecret();
    const link = new URL(secrets.passwordLink('https://pli.example', codeId, secret));
    expect(link.pathname + link.search).toBe('/password');
    expect(secrets.splitToken(link.hash.slice(1))).toEqual({ codeId, secret });
    for (const bad of [
      '',
      '.',
      codeId,
      `${codeId}.`,
      `${codeId}.${secret}x`,
      `x${codeId}.${secret}`,
      `${codeId}.${secret}\n`,
    ]) {
      expect(secrets.splitToken(bad)).toBeNull();
    }
  });
});
