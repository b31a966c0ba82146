import { describe, expect, it } from 'vitest';
import type { DraftAttachment } from '../../../lib/browser/compose/draft-content';
import {
  attachmentForFile,
  isStoredWhole,
  keptSegments,
  provableSegments,
} from '../../../lib/browser/compose/resume-decision';

const digest = (letter: string) => letter.repeat(64);
const segment = (index: number, letter: string) => ({
  index,
  sha256: digest(letter),
  ciphertextBytes: 8_389_500,
  plaintextSha256: digest('f'),
});
const attachment = (change: Partial<DraftAttachment> = {}): DraftAttachment => ({
  partId: '01900000-0000-7000-8000-000000000001',
  name: 'irm.zip',
  mediaType: 'application/zip',
  bytes: 20_000_000,
  lastModified: 1,
  plaintextSha256: null,
  wrappedKey: null,
  contentId: null,
  segments: [segment(0, 'a'), segment(1, 'b')],
  ...change,
});
const stored = (...segments: [number, string][]) => [
  {
    id: attachment().partId,
    kind: 'attachment' as const,
    segments: segments.map(([index, letter]) => ({
      index,
      sha256: digest(letter),
      ciphertextBytes: 8_389_500,
    })),
  },
];

describe('what need not be sent again', () => {
  it('is what the draft remembers and the server holds under the same digest', () => {
    expect(
      keptSegments(attachment(), stored([0, 'a'], [1, 'c'], [2, 'd'])).map(({ index }) => index),
    ).toEqual([0]);
  });

  it('is nothing when the server lost the part', () => expect(keptSegments(attachment(), [])).toEqual([]));

  it('is nothing that a chosen file cannot be held against', () => {
    const unknown = { ...segment(1, 'b'), plaintextSha256: null };
    expect(provableSegments([segment(0, 'a'), unknown])).toEqual([segment(0, 'a')]);
  });

  it('is the whole file only with all its segments and its digest', () => {
    const whole = attachment({
      plaintextSha256: digest('e'),
      segments: [0, 1, 2].map((n) => segment(n, 'a')),
    });
    expect(isStoredWhole(whole, whole.segments)).toBe(true);
    expect(isStoredWhole(whole, whole.segments.slice(1))).toBe(false);
    expect(isStoredWhole({ ...whole, plaintextSha256: null }, whole.segments)).toBe(false);
  });
});

describe('a file chosen again', () => {
  const waiting = [
    attachment({ partId: 'p1', lastModified: 1 }),
    attachment({ partId: 'p2', lastModified: 2 }),
  ];

  it('belongs to the waiting one of the same name, size and date', () => {
    expect(attachmentForFile({ name: 'irm.zip', size: 20_000_000, lastModified: 2 }, waiting)?.partId).toBe(
      'p2',
    );
  });

  it('may have another date: its bytes decide', () => {
    expect(attachmentForFile({ name: 'irm.zip', size: 20_000_000, lastModified: 9 }, waiting)?.partId).toBe(
      'p1',
    );
  });

  it('is a new file when its size or name differs', () => {
    expect(attachmentForFile({ name: 'irm.zip', size: 19, lastModified: 1 }, waiting)).toBeUndefined();
    expect(
      attachmentForFile({ name: 'irm2.zip', size: 20_000_000, lastModified: 1 }, waiting),
    ).toBeUndefined();
  });
});
