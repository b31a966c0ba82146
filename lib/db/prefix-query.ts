/** `Hélène du…` is `helene`, `du`: the words of what was typed, as fold_words in the database has them. */
export function typedWords(q: string): string[] {
  const folded = q
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[\u0300-\u036f]/g, '');
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** `'helene':* & 'du':*`: whatever has words that begin with all of these. */
export function toPrefixQuery(words: readonly string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}
