/** What in a title seems to say who a patient is, and the title without it. */
export type FoundIdentity = { kind: 'nir' | 'birth-date'; without: string };

const gap = '[ .\\-\\u00a0\\u202f]?';
/** Sex, year, month (real, or one of those for people whose month is not known), place of birth, order, key. */
const nir = new RegExp(
  `(?<!\\d)([1-478])${gap}(\\d{2})${gap}(0[1-9]|1[0-2]|[2-9]\\d)${gap}(\\d{2}|2[AB])${gap}(\\d{3})${gap}(\\d{3})${gap}(\\d{2})(?!\\d)`,
  'giu',
);

const months =
  'janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december';
const date = `(?:\\d{1,2}[/. -]\\d{1,2}[/. -](?:\\d{4}|\\d{2})|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}(?:er|st|nd|rd|th)? (?:${months}),? \\d{4}|(?:${months}) \\d{1,2}(?:st|nd|rd|th)?,? \\d{4})`;
/** A date alone is that of an examination; one that is said to be of birth is not. */
const birth = new RegExp(
  `(?<![\\p{L}\\d])(?:née?(?:\\(e\\))? le|naissance(?: le)?|ddn|born(?: on)?|dob|date of birth)[\\s:(.]*${date}(?!\\d)`,
  'iu',
);

/**
 * The first thing in a title that seems to be a patient's identity: a French health identity number (NIR, which is also the INS) whose key is
 * right, or a date that is said to be of birth. Null for none. Looks at these words only, and tells nobody.
 */
export function findPatientIdentity(title: string): FoundIdentity | null {
  for (const found of title.matchAll(nir)) {
    if (isNir(found.slice(1))) return { kind: 'nir', without: cut(title, found.index, found[0].length) };
  }
  const said = birth.exec(title);
  return said && { kind: 'birth-date', without: cut(title, said.index, said[0].length) };
}

/** The key is what is missing to 97 of the number modulo 97, Corsica's letters counting as 19 and 18. */
function isNir(groups: readonly (string | undefined)[]): boolean {
  const [sex, year, month, department = '', commune, order, key] = groups;
  const place = department.toUpperCase().replace('2A', '19').replace('2B', '18');
  return 97 - (Number(`${sex}${year}${month}${place}${commune}${order}`) % 97) === Number(key);
}

/** What is left, without the signs and words that led to it. */
function cut(title: string, from: number, length: number): string {
  const before = title
    .slice(0, from)
    .replace(/[\s,;:(–—-]*(?:(?<!\p{L})(?:nir|ins|date de)(?!\p{L})[\s:]*)?[\s,;:(–—-]*$/iu, '');
  const behind = title.slice(from + length).replace(/^[\s,;:)–—-]+/u, '');
  return [before, behind].filter((part) => part !== '').join(' ');
}
