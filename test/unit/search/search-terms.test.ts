import { describe, expect, test } from 'vitest';
import { exactTerms, fileTerm, nearTerms, termsOfLetter } from '../../../lib/search/search-terms';
import { searchWords } from '../../../lib/search/search-words';

const letter = (title: string | null, people: string[] = [], hasFiles = false) =>
  new Set(termsOfLetter({ title, people, hasFiles }));
const has = (terms: Set<string>, wanted: readonly string[]) => wanted.some((term) => terms.has(term));
const found = (typed: string, title: string) =>
  searchWords(typed).every((word) => has(letter(title), exactTerms(word, 'anywhere')));
const near = (typed: string, title: string) =>
  searchWords(typed).every((word) => has(letter(title), nearTerms(word, 'anywhere')));

describe('words of a text', () => {
  test('are folded the same however they were typed: case, accents composed or not, ligatures', () => {
    expect(searchWords('Cœur ÉLÉVÉ, Straße')).toEqual(['coeur', 'eleve', 'strasse']);
    expect(searchWords('élevé'.normalize('NFD'))).toEqual(searchWords('élevé'.normalize('NFC')));
  });

  test('are parted at everything that is no letter or figure, and none is said twice', () => {
    expect(searchWords('l’IRM du 12/11 (l’IRM)')).toEqual(['l', 'irm', 'du', '12', '11']);
    expect(searchWords(' … ')).toEqual([]);
  });

  test('of any length take a bounded part', () => {
    expect(searchWords('x'.repeat(5_000))).toEqual(['x'.repeat(20)]);
  });
});

describe('a title', () => {
  test('is found by the beginning of a word from three letters, by a shorter word as it is, in any order', () => {
    const title = 'Résultats de biologie du 12 novembre';
    for (const typed of ['résultats', 'resul', 'RES', 'bio novem', '12 biologie', 'du'])
      expect(found(typed, title), typed).toBe(true);
    for (const typed of ['re', 'ésultats x', 'ologie', 'biologies'])
      expect(found(typed, title), typed).toBe(false);
  });

  test('is found near by one wrong, missing, doubled or exchanged letter, and not by two wrong ones', () => {
    const title = 'Cardiologie';
    for (const typed of [
      'cardialogie',
      'cardologie',
      'carrdiologie',
      'cadriologie',
      'ardiologie',
      'cardiologies',
    ])
      expect(near(typed, title), typed).toBe(true);
    for (const typed of ['kardialogie', 'cardio x', 'radiologue'])
      expect(near(typed, title), typed).toBe(false);
  });

  test('of three hundred letters takes a bounded number of terms', () => {
    expect(letter('abcdefghijklmnopqrst '.repeat(15)).size).toBeLessThan(50);
    expect(letter(Array.from({ length: 75 }, (_, n) => `m${n}`).join(' ')).size).toBeLessThan(200);
  });
});

describe('people', () => {
  test('are found by parts of name and address, anywhere and among people; a title never counts as a person', () => {
    const terms = letter('Compte rendu', ['Dr Anne Le Goff anne.legoff@hopital.example']);
    for (const word of ['goff', 'legoff', 'hopital', 'ann']) {
      expect(has(terms, exactTerms(word, 'anywhere')), word).toBe(true);
      expect(has(terms, exactTerms(word, 'people')), word).toBe(true);
    }
    expect(has(terms, exactTerms('compte', 'people'))).toBe(false);
  });

  test('of a letter to many are found by whole words, and take one term each', () => {
    const many = Array.from({ length: 200 }, (_, n) => `personne${n}@exterieur.example`);
    const terms = letter(null, many);
    expect(has(terms, exactTerms('personne7', 'people'))).toBe(true);
    expect(terms.size).toBe(202);
  });
});

test('files are a term of their own', () => {
  expect(letter(null, [], true)).toEqual(new Set([fileTerm]));
  expect(letter('fichier').has(fileTerm)).toBe(false);
});
