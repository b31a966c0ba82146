import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../../app/_components/show/pieces-of';

describe('the pieces of a text', () => {
  it('are what is looked for and what stands between, each with its place', () => {
    expect(piecesOf('a@b a écrit à c@d', /\S+@\S+/g)).toEqual([
      { start: 0, text: 'a@b', found: true },
      { start: 3, text: ' a écrit à ', found: false },
      { start: 14, text: 'c@d', found: true },
    ]);
    expect(piecesOf('rien', /@/g)).toEqual([{ start: 0, text: 'rien', found: false }]);
    expect(piecesOf('', /@/g)).toEqual([]);
  });

  it('put together are the text, in different places', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const pieces = piecesOf(text, /[a-m]+/g);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        expect(new Set(pieces.map(({ start }) => start)).size).toBe(pieces.length);
      }),
    );
  });
});
