import type { Block, LetterDocument } from './letter-document';

/** Words and figures that only one of two readings has, a few of each, as they stand there. */
export type ReadOtherwise = { onlyPlain: string[]; onlyLetter: string[] };

const shownMax = 4;

/**
 * A clipboard holds a text twice, with its layout and plain, both made by the program it was copied from. Where the letter that was read
 * from the layout has other words or figures than the plain text, one of them is wrong (`14` and `0` beside `140`): what each has alone,
 * or null where they agree. Order, case, blanks, signs of lists and addresses of links do not count.
 */
export function compareWithPlain(document: LetterDocument, plain: string): ReadOtherwise | null {
  const letter = countsOf(linesOf(document).flatMap(wordsIn));
  const ofPlain = countsOf(plain.split(/[\n\r\t\v\f]/).flatMap((line) => wordsIn(line)));
  const optional = countsOf(plain.split(/[\n\r]/).flatMap(listSigns));
  const onlyPlain = alone(ofPlain, letter, optional);
  const onlyLetter = alone(letter, ofPlain, optional);
  if (onlyPlain.length + onlyLetter.length === 0) return null;
  return { onlyPlain: onlyPlain.slice(0, shownMax), onlyLetter: onlyLetter.slice(0, shownMax) };
}

/** Each line by itself: what stands in two cells or lines is never one word. Heights are part of theirs, as plain text has them. */
function linesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.kind) {
      case 'rule':
        return [];
      case 'quote':
        return linesOf(block.blocks);
      case 'bullets':
      case 'numbers':
        return block.items.flatMap(linesOf);
      case 'table':
        return block.rows.flat().flatMap((cell) => linesOf(cell.blocks));
      default:
        return block.lines.map((line) => line.map((run) => (run.kind === 'text' ? run.text : ' ')).join(''));
    }
  });
}

/** Figures with their decimals, and words; the same letter in another form is the same (NFKC). */
function wordsIn(text: string): string[] {
  const read = text
    .replace(/(?:https?:\/\/|mailto:|tel:|www\.)\S+/gi, ' ')
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '');
  return read.match(/[\p{L}\p{M}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? [];
}

/** Numbers and letters that a program puts before the items of a list: `1.`, `a)`, `(iv)`, Word's `o`. */
function listSigns(line: string): string[] {
  const sign = /^\s*\(?([\p{L}\p{N}]{1,4}(?:\.\p{N}{1,3})*[.)]|o(?=\t))[\s\u00a0]/u.exec(line)?.[1];
  return sign === undefined ? [] : wordsIn(sign);
}

type Counts = Map<string, { shown: string; count: number }>;

function countsOf(words: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const word of words) {
    const known = counts.get(word.toLowerCase());
    if (known) known.count += 1;
    else counts.set(word.toLowerCase(), { shown: word, count: 1 });
  }
  return counts;
}

function alone(here: Counts, there: Counts, optional: Counts): string[] {
  return [...here]
    .filter(([key, { count }]) => count > (there.get(key)?.count ?? 0) + (optional.get(key)?.count ?? 0))
    .map(([, { shown }]) => shown);
}
