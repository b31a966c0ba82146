/** Letters a word is found by; of a longer one the rest plays no part. */
const lettersMax = 20;

/**
 * The words of a text as search knows them, each once, in their order: runs of letters and figures, case and accents folded
 * (Unicode's NFKD without marks; œ, æ and ß as two letters), cut at 20 letters. The same for what is filed and what is looked for.
 */
export function searchWords(text: string): string[] {
  const folded = text
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map((word) => [...word].slice(0, lettersMax).join('')))];
}
