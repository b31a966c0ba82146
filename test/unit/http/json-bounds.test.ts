import { describe, expect, it } from 'vitest';
import { beyondBounds } from '../../../lib/http/json-bounds';
import { readData } from '../../../lib/http/request-body';

describe('the bounds of JSON that is parsed at all', () => {
  it('are deep and wide enough for all we take, and no more', () => {
    expect(beyondBounds('['.repeat(32) + ']'.repeat(32))).toBeNull();
    expect(beyondBounds('{"a":'.repeat(33))).toBe('nested too deep');
    expect(beyondBounds(`[${'1,'.repeat(50_000)}1]`)).toBeNull();
    expect(beyondBounds(`[${'1,'.repeat(100_000)}1]`)).toBe('too many values');
    expect(beyondBounds(`[${'{},'.repeat(40_000)}{}]`)).toBe('too many values');
    const letter = {
      recipients: Array.from({ length: 100 }, () => ({ address: 'a@b.fr', name: 'A', kind: 'to' })),
      parts: Array.from({ length: 502 }, () => ({ id: 'x', kind: 'attachment', segments: 10_000 })),
    };
    expect(beyondBounds(JSON.stringify(letter))).toBeNull();
  });

  it('count nothing inside of strings, whatever is escaped there, and end with a text that does not', () => {
    for (const inside of ['[{,:'.repeat(40_000), '\\"['.repeat(40_000), '\\\\', '\\\\\\"[', 'é\u2028'])
      expect(beyondBounds(`{"a":"${inside}","b":[]}`), inside.slice(0, 9)).toBeNull();
    expect(beyondBounds(`["\\\\",${'['.repeat(40)}`)).toBe('nested too deep');
    expect(beyondBounds(`{"a":"${'['.repeat(99)}`)).toBeNull();
  });

  const bytes = 2_097_152;
  it.each([
    ['brackets', '['.repeat(bytes)],
    ['objects in objects', '{"a":'.repeat(bytes / 5)],
    ['empty objects', `[${'{},'.repeat(bytes / 3)}{}]`],
    ['numbers', `[${'1,'.repeat(bytes / 2)}1]`],
    ['strings', `[${'"a",'.repeat(bytes / 4)}"a"]`],
    ['members', `{${Array.from({ length: bytes / 14 }, (_, n) => `"k${n}":1`).join()}}`],
    ['one string', `{"a":"${'x'.repeat(bytes)}"}`],
    ['escapes', `{"a":"${'\\"'.repeat(bytes / 2)}"}`],
    ['backslashes', `{"a":"${'\\\\'.repeat(bytes / 2)}"}`],
    ['as many objects as are parsed', `[${'{},'.repeat(33_000)}{}]${' '.repeat(bytes)}`],
  ])('keep 2 MiB of %s from holding up another request for 50 ms', async (_, text) => {
    let least = Number.POSITIVE_INFINITY;
    // a busy machine makes the same work dearer: it is tried again, against the same bound
    for (let n = 0; n < 30 && least >= 50; n += 1) {
      const headers = { 'content-type': 'application/json' };
      const request = new Request('http://pli.test/', { method: 'POST', headers, body: text });
      const before = process.cpuUsage();
      await readData(request, 'json', 3_145_728).catch(() => undefined);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    // processor time of the whole body, of which each piece is less
    expect(least).toBeLessThan(50);
  });
});
