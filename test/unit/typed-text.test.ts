import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/errors';
import { errorSentence } from '../../lib/http/problem';
import { assertNothingUnseen, cleanCode, cleanTyped, unseenInside } from '../../lib/typed-text';

const sentenceOf = (text: string) => {
  try {
    assertNothingUnseen(text, 'code');
  } catch (error) {
    if (error instanceof AppError) return errorSentence(error, 'en');
  }
  return null;
};

describe('what was typed or pasted', () => {
  it('loses what cannot be seen at its edges, and nothing inside', () => {
    expect(cleanTyped('\u200b\u202a a@b.fr\u00a0\u202c\ufeff\n')).toBe('a@b.fr');
    expect(cleanTyped(' a\u200bb ')).toBe('a\u200bb');
    expect(cleanTyped('\u200b \u2060')).toBe('');
  });

  it('may set a code in groups with any space that can be seen', () => {
    expect(cleanCode('\u200e1234 5678\u200b')).toBe('12345678');
    expect(cleanCode('1234\u00a05678')).toBe('12345678');
    expect(cleanCode('12\u200b345678')).toBe('12\u200b345678');
  });

  it('is refused with the name of what hides inside', () => {
    expect(unseenInside('1234 5678')).toBe(null);
    expect(unseenInside('\u200b12345678\u200e')).toBe(null);
    expect(unseenInside('12\u202e34')).toEqual({ character: 'U+202E', kind: 'direction' });
    expect(sentenceOf('12\u200b34')).toContain('a character without width (U+200B)');
    expect(sentenceOf('a@b\u00a0.fr')).toContain('a special space (U+00A0)');
    expect(sentenceOf('a\u{e0041}@b.fr')).toContain('an invisible character (U+E0041)');
    expect(sentenceOf('a@b.fr')).toBe(null);
  });
});
