import { describe, expect, test } from 'vitest';
import { isOwnName } from '../../../lib/http/own-name';

describe('the names under which caught mails are shown', () => {
  test('are the public one, this machine and bare addresses', () => {
    for (const host of [
      'pli.example.org',
      'PLI.example.org:8443',
      'localhost:3000',
      '127.0.0.1:3000',
      '192.0.2.7',
      '[::1]:3000',
    ]) {
      expect(isOwnName(host, 'https://pli.example.org'), host).toBe(true);
    }
  });

  test('are never a foreign name that points here', () => {
    const foreign = [
      'evil.example',
      'evil.example:3000',
      'pli.example.org.evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:3000',
      'x@evil.example',
      '',
      null,
    ];
    for (const host of foreign) {
      expect(isOwnName(host, 'https://pli.example.org'), String(host)).toBe(false);
    }
  });
});
