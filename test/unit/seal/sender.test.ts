import { describe, expect, test } from 'vitest';
import type { ParsedSealRequest } from '../../../lib/envelope/wire';
import { titleOf } from '../../../lib/seal/sender';

const stored = (title: string | null, titleInNotification = true) =>
  titleOf(
    // Only what the function reads.
    { organisation: { titleInNotification } } as Parameters<typeof titleOf>[0],
    { title } as ParsedSealRequest,
  );

describe('the title that the server stores', () => {
  test.each(['', ' ', '\u00a0', '\u200b', '\u200b \u2060', '\u3164', '\u2800\u2800'])(
    '%j is none',
    (title) => {
      expect(stored(title)).toBeNull();
    },
  );
  test('is what can be seen of it, on one line, and none where titles are hidden', () => {
    expect(stored('\u200b Compte\nrendu \u00a0')).toBe('Compte rendu');
    expect(stored('Compte rendu', false)).toBeNull();
  });
});
