import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEmptySearch, parseSearch } from '../../../lib/search/parse-search';
import { searchWords } from '../../../lib/search/search-words';
import { startOfDay } from '../../../lib/search/start-of-day';

const now = new Date('2026-11-30T10:00:00Z');
const parse = (text: string, timeZone = 'Europe/Paris') => parseSearch(text, { timeZone, now });

describe('what is typed', () => {
  test('is words where it has no key', () => {
    expect(parse('Résultats IRM')).toMatchObject({ words: ['resultats', 'irm'], notUnderstood: [] });
  });

  test.each([
    [
      'from:martin to:durand has:file is:unread in:inbox',
      'de:martin à:durand avec:fichier est:non-lu dans:réception',
    ],
    ['is:starred in:sent', 'est:étoilé dans:envoyés'],
    ['in:trash unread', 'dans:corbeille non-lu'],
    ['before:2026-11-05 after:2026-10', 'avant:05/11/2026 après:10/2026'],
  ])('means the same in English and French: %s', (english, french) => {
    expect(parse(french)).toEqual(parse(english));
    expect(parse(english).words).toEqual([]);
  });

  test('holds words in quotes together with their key', () => {
    expect(parse('de:"Anne Le Goff" "compte rendu"')).toMatchObject({
      from: ['anne', 'le', 'goff'],
      words: ['compte', 'rendu'],
    });
  });

  test('with a value that no key has is told, not passed over', () => {
    expect(parse('dans:nulle-part avant:hier irm').notUnderstood).toEqual(['dans:nulle-part', 'avant:hier']);
  });

  test('may be a word that every object of the language has', () => {
    const inherited = ['constructor', '__proto__', 'toString'];
    for (const name of inherited) {
      expect(parse(`dans:${name} est:${name}`)).toMatchObject({ folder: null, read: null, starred: false });
      expect(parse(`dans:${name}`).notUnderstood).toEqual([`dans:${name}`]);
      expect(parse(`${name}:x`).words.at(-1)).toBe('x');
    }
  });

  test('with a key that is none is words; one whose value is still to come is nothing yet', () => {
    expect(parse('re:bilan 12:30').words).toEqual(['re', 'bilan', '12', '30']);
    expect(isEmptySearch(parse('de:'))).toBe(true);
  });

  test('is never lost and never throws: each word stands in words, in people, or among what was not understood', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => {
        const search = parse(text);
        for (const word of searchWords(text.replaceAll(/[\p{L}]+:/gu, ' '))) {
          const kept = [
            ...search.words,
            ...search.from,
            ...search.to,
            ...searchWords(search.notUnderstood.join(' ')),
          ];
          const isFilter = /has|avec|in|dans|is|est|before|avant|after|apres|depuis|unread|lu/i.test(text);
          if (!isFilter) expect(kept).toContain(word);
        }
      }),
    );
  });
});

describe('a day', () => {
  test.each([
    ['2026-11-05', 'Europe/Paris', '2026-11-04T23:00:00.000Z'],
    ['2026-07-14', 'Europe/Paris', '2026-07-13T22:00:00.000Z'],
    ['14/07/2026', 'Indian/Reunion', '2026-07-13T20:00:00.000Z'],
    ['2026-03-30', 'Europe/Paris', '2026-03-29T22:00:00.000Z'],
    ['2026', 'America/Martinique', '2026-01-01T04:00:00.000Z'],
    ['5/12', 'UTC', '2025-12-05T00:00:00.000Z'],
    ['5/11', 'UTC', '2026-11-05T00:00:00.000Z'],
  ])('%s in %s begins at %s', (typed, zone, moment) => {
    expect(startOfDay(typed, zone, now)?.toISOString()).toBe(moment);
  });

  test.each(['2026-02-30', '31/04/2026', '2026-13', '0/5', 'hier', '12', '2026-1-1-1'])(
    '%s is none',
    (typed) => {
      expect(startOfDay(typed, 'UTC', now)).toBeNull();
    },
  );
});
