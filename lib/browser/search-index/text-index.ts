/** A copy whose text has what is looked for; `at`: what lists order it by, ISO 8601. */
export type TextHit = { itemId: string; at: string };

/** Shorter words are found whole only; the same as for titles (lib/search/search-terms.ts). */
const prefixLettersMin = 3;
/** Shorter words have too many neighbours. */
const nearLettersMin = 4;
const hitsMax = 1_000;

/**
 * The texts of a person's letters as this tab has them. Words are found whole or, from three letters, by their beginnings; where no letter has all of them as typed,
 * by words that differ by one letter. All letters are looked through: 10,000 are some 20 MB of text.
 */
export class TextIndex {
  /** Words parted by spaces, with one before and behind. */
  readonly #letters = new Map<string, { at: string; words: string }>();
  /** Every word of every letter; made when it is first needed. */
  #vocabulary: Set<string> | null = null;

  get size(): number {
    return this.#letters.size;
  }

  /** @param words parted by one space, as `unpackWords` gives them */
  put({ itemId, at }: TextHit, words: string): void {
    this.#letters.set(itemId, { at, words: ` ${words} ` });
    this.#vocabulary = null;
  }

  /** Letters that have every one of the words, newest first, a thousand at most. @param words as `searchWords` folds them, one at least */
  find(words: readonly string[]): { hits: TextHit[]; near: boolean } {
    const hits = this.#having(words.map((word) => [asTyped(word)]));
    if (hits.length > 0) return { hits, near: false };
    const near = this.#having(words.map((word) => this.#nearOnes(word)));
    return { hits: near, near: near.length > 0 };
  }

  /** Of each group a letter has one at least. */
  #having(groups: readonly (readonly string[])[]): TextHit[] {
    const hits: TextHit[] = [];
    for (const [itemId, { at, words }] of this.#letters)
      if (groups.every((group) => group.some((sought) => words.includes(sought)))) hits.push({ itemId, at });
    return hits.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, hitsMax);
  }

  #nearOnes(word: string): string[] {
    const near = [asTyped(word)];
    if ([...word].length < nearLettersMin) return near;
    this.#vocabulary ??= new Set([...this.#letters.values()].flatMap(({ words }) => words.trim().split(' ')));
    for (const other of this.#vocabulary) if (differsByOne(word, other)) near.push(` ${other} `);
    return near;
  }
}

const asTyped = (word: string) => ([...word].length < prefixLettersMin ? ` ${word} ` : ` ${word}`);

/** Whether one letter is wrong, missing or too many, or two neighbours are changed about. */
export function differsByOne(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
