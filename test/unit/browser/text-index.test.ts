import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differsByOne, TextIndex } from '../../../lib/browser/search-index/text-index';
import { nearTerms, termsOfLetter } from '../../../lib/search/search-terms';

function indexOf(...letters: string[]) {
  const index = new TextIndex();
  letters.forEach((words, n) => {
    index.put({ itemId: `${n}`, at: `2026-11-${10 + n}T00:00:00.000Z` }, words);
  });
  return index;
}
const found = (index: TextIndex, ...words: string[]) => index.find(words).hits.map(({ itemId }) => itemId);

describe('the texts of letters in a tab', () => {
  test('are found by every word looked for, newest first; from three letters by how a word begins, shorter ones whole', () => {
    const index = indexOf('compte rendu de biologie', 'compte de resultat', 'dentiste');
    expect(found(index, 'compte')).toEqual(['1', '0']);
    expect(found(index, 'comp', 'biol')).toEqual(['0']);
    expect(found(index, 'de')).toEqual(['1', '0']);
    expect(found(index, 'mpte')).toEqual([]);
    expect(index.size).toBe(3);
  });

  test('are found by words that differ by one letter, only where none is as typed, and that is said', () => {
    const index = indexOf('cardiologie', 'cardiologue');
    expect(index.find(['cardiologie'])).toMatchObject({ near: false, hits: [{ itemId: '0' }] });
    expect(index.find(['cardoilogie'])).toMatchObject({ near: true, hits: [{ itemId: '0' }] });
    expect(index.find(['cardxologue'])).toMatchObject({ near: true, hits: [{ itemId: '1' }] });
    expect(index.find(['radiologie'])).toMatchObject({ near: false, hits: [] });
    expect(found(indexOf('abc'), 'abd')).toEqual([]); // too short to be near
  });

  test('that came anew replace what was there', () => {
    const index = indexOf('ancien');
    expect(found(index, 'anciem')).toEqual(['0']); // the vocabulary was made
    index.put({ itemId: '0', at: '2026-11-10T00:00:00.000Z' }, 'nouveau');
    expect(found(index, 'ancien')).toEqual([]);
    expect(found(index, 'nouveua')).toEqual(['0']);
  });

  test('call near what search on the server calls near, but for what differs by two', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        fc.pre(a !== b);
        const terms = new Set(
          termsOfLetter({ title: a, people: [], hasFiles: false }).filter((term) => /^[wd]:/.test(term)),
        );
        const isNearThere = nearTerms(b, 'anywhere').some(
          (term) => terms.has(term) && !term.startsWith('w:'),
        );
        if (differsByOne(a, b)) expect(isNearThere).toBe(true);
      }),
    );
  });
});
