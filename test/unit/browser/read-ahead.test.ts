import { expect, it } from 'vitest';
import { readAhead } from '../../../lib/browser/open/read-ahead';
import type { SegmentDigest } from '../../../lib/envelope-format/types';

const digest = (sha256: string): SegmentDigest => ({ sha256, ciphertextBytes: 1 });

it('fetches each expected object once, before it is asked for, and again only when it is asked for again', async () => {
  const read: string[] = [];
  const reader = readAhead(async ({ sha256 }) => {
    read.push(sha256);
    return new Uint8Array([sha256.length]);
  }, ['a', 'bb', 'a'].map(digest));
  expect(read).toEqual(['a', 'bb']);
  expect(await reader(digest('bb'))).toEqual(new Uint8Array([2]));
  expect(read).toEqual(['a', 'bb']);
  await reader(digest('bb'));
  await reader(digest('ccc'));
  expect(read).toEqual(['a', 'bb', 'bb', 'ccc']);
});

it('says that an expected object is missing only to whoever asks for it', async () => {
  const reader = readAhead(async () => Promise.reject(new Error('missing')), [digest('a')]);
  await new Promise((resolve) => setTimeout(resolve, 5)); // no unhandled rejection
  await expect(reader(digest('a'))).rejects.toThrow('missing');
});
