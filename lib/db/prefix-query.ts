/** `Hélène du` becomes `helene:* & du:*`; null where nothing is left to look for. Agrees with fold_words in the database. */
export function toPrefixQuery(q: string): string | null {
  const folded = q
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[\u0300-\u036f]/g, '');
  const words = folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(' & ');
}
