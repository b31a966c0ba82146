import { describe, expect, it } from 'vitest';
import { assertDraft, expiryOf } from '../../../lib/envelope/envelope';
import { segmentCiphertextBytes } from '../../../lib/envelope-format/segment-layout';
import { firstPage, formatCursor, parseCursor } from '../../../lib/mailbox/list-cursor';
import { completeParts } from '../../../lib/seal/complete-parts';

const full = segmentCiphertextBytes(8_388_608);
const sha = (n: number) => n.toString(16).padStart(64, '0');
const segment = (n: number, index: number, ciphertextBytes: number) => ({
  index,
  sha256: sha(n),
  ciphertextBytes,
});
const registered = [
  { id: 'm', kind: 'manifest' as const, segments: [segment(1, 0, segmentCiphertextBytes(500))] },
  { id: 'b', kind: 'body' as const, segments: [segment(2, 0, segmentCiphertextBytes(40))] },
  {
    id: 'f',
    kind: 'attachment' as const,
    segments: [segment(3, 0, full), segment(4, 1, segmentCiphertextBytes(1))],
  },
];
const requested = registered.map(({ id, kind, segments }) => ({ id, kind, segments: segments.length }));
/** Of each part, as stored; of one segment another size, or none at all. */
const storedBut = (other?: string, bytes?: number) =>
  new Map(
    registered.map(({ id, segments }) => {
      const sizes = new Map(segments.map(({ sha256, ciphertextBytes }) => [sha256, ciphertextBytes]));
      if (other !== undefined && sizes.delete(other) && bytes !== undefined) sizes.set(other, bytes);
      return [id, sizes] as const;
    }),
  );
const stored = storedBut();

describe('completeness of an envelope', () => {
  it('counts attachments only, by their plaintext', () => {
    expect(completeParts(requested, registered, stored, 8_388_609, 1)).toMatchObject({
      attachmentBytes: 8_388_609,
      attachmentCount: 1,
      ids: ['m', 'b', 'f'],
    });
    expect(() => completeParts(requested, registered, stored, 8_388_608, 1)).toThrow(
      expect.objectContaining({ code: 'attachments-too-large' }),
    );
  });

  it('misses each stored object that is away or of another size, and says how many', () => {
    for (const part of registered) {
      for (const { sha256, ciphertextBytes } of part.segments) {
        const incomplete = expect.objectContaining({ code: 'envelope-incomplete', detail: { missing: 1 } });
        for (const wrong of [storedBut(sha256), storedBut(sha256, ciphertextBytes - 1)])
          expect(() => completeParts(requested, registered, wrong, 1e9, 1)).toThrow(incomplete);
      }
    }
  });

  it('refuses segments of a part that are swapped, and a full segment that is not', () => {
    const [manifest, body, file] = registered;
    if (!manifest || !body || !file) throw new Error('three parts');
    const swapped = {
      ...file,
      segments: file.segments.map(({ index, ...rest }) => ({ ...rest, index: 1 - index })).reverse(),
    };
    expect(() => completeParts(requested, [manifest, body, swapped], stored, 1e9, 1)).toThrow(
      expect.objectContaining({ code: 'envelope-incomplete' }),
    );
  });
});

describe('an envelope’s states', () => {
  it('let a draft be changed, and what is sealed never', () => {
    expect(() => assertDraft('draft')).not.toThrow();
    expect(() => assertDraft('sealed')).toThrow('conflict');
  });

  it('end after whole days of 24 hours', () => {
    expect(expiryOf(new Date('2026-03-28T12:00:00.000Z'), 2).toISOString()).toBe('2026-03-30T12:00:00.000Z');
  });
});

describe('a page', () => {
  it('has fifty rows and a cursor that reads back', () => {
    const id = '019a0000-0000-7000-8000-00000000000';
    const rows = Array.from({ length: 51 }, (_, index) => ({
      id: `${id}${(index % 10).toString()}`,
      at: new Date(index),
    }));
    const { rows: page, nextCursor } = firstPage([rows]);
    expect(page).toHaveLength(50);
    const last = page.at(-1);
    expect(last && nextCursor === formatCursor(last)).toBe(true);
    expect(parseCursor(nextCursor ?? undefined)).toEqual({ id: last?.id, at: last?.at });
    expect(firstPage([rows.slice(1)]).nextCursor).toBeNull();
    expect(parseCursor(undefined)).toBeNull();
  });
});
