import { searchWords } from './search-words';

/** Shorter words are found whole only. */
const prefixLettersMin = 3;
/** Shorter words have too many neighbours. */
const nearLettersMin = 4;
/** Of a letter to more people than this, names and addresses are found by whole words only. */
const peopleInFullMax = 50;

/** What a copy in a mailbox is found by. */
export type SearchedLetter = {
  title: string | null;
  /** Names and addresses: of the sender on a received copy, of the recipients on the sender's own. */
  people: readonly string[];
  hasFiles: boolean;
};

/**
 * The terms under which a copy is filed. A term is a kind and a word, or a part of one: `w` title and `p` people, by whole words and by
 * their beginnings from three letters; `d` and `e` the same words with each one letter left out, by which typing errors are found; `f`
 * files. Bounded by the length of a title and of an address.
 */
export function termsOfLetter({ title, people, hasFiles }: SearchedLetter): string[] {
  const titled = searchWords(title ?? '');
  const named = searchWords(people.join(' '));
  const isFew = people.length <= peopleInFullMax;
  return [
    ...new Set([
      ...titled.flatMap((word) => [...beginnings(word, 'w'), ...shortened(word, 'd')]),
      ...named.flatMap((word) =>
        isFew ? [...beginnings(word, 'p'), ...shortened(word, 'e')] : [`p:${word}`],
      ),
      ...(hasFiles ? [fileTerm] : []),
    ]),
  ];
}

export const fileTerm = 'f:1';

/** Where a word is looked for: anywhere, or among the people only. */
export type Looked = 'anywhere' | 'people';

/** The terms of which a copy has one when it holds a word that begins so (words of one or two letters: that very word). */
export function exactTerms(word: string, where: Looked): string[] {
  return where === 'people' ? [`p:${word}`] : [`w:${word}`, `p:${word}`];
}

/** The terms of which a copy has one when it holds a word that differs by one letter: one wrong, one missing, one too many, two changed about. Some that differ by two have one as well. */
export function nearTerms(word: string, where: Looked): string[] {
  const kinds = where === 'people' ? ['e'] : ['d', 'e'];
  return [...exactTerms(word, where), ...kinds.flatMap((kind) => shortened(word, kind))];
}

function beginnings(word: string, kind: string): string[] {
  const letters = [...word];
  const terms = [`${kind}:${word}`];
  for (let n = prefixLettersMin; n < letters.length; n++)
    terms.push(`${kind}:${letters.slice(0, n).join('')}`);
  return terms;
}

function shortened(word: string, kind: string): string[] {
  const letters = [...word];
  if (letters.length < nearLettersMin) return [];
  return [`${kind}:${word}`, ...letters.map((_, n) => `${kind}:${letters.toSpliced(n, 1).join('')}`)];
}
