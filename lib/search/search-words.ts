/** Letters a word is found by; of a longer one the rest plays no part. */
const lettersMax = 20;

/**
 * The words of a text as search knows them, each once, in their order: runs of letters and figures, case and accents folded
 * (Unicode's NFKD without marks; œ, æ and ß as two letters), cut at 20 letters. The same for what is filed and what is looked for.
 */
export function searchWords(text: string): string[] {
  const words = foldedForSearch(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map((word) => [...word].slice(0, lettersMax).join('')))];
}

/** A text without case, accents and ligatures. */
export function foldedForSearch(text: string): string {
  return text
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
}
