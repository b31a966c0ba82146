/** How a domain resembles one that is known: a slip of the fingers, or letters of another script that look the same. */
export type Resemblance = { how: 'near-miss' | 'look-alike'; domain: string };

/** Letters that fonts draw like Latin ones (UTS #39, confusables), as far as domains are written with them. */
const lookAlikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    // Cyrillic
    ['аӑ', 'a'],
    ['ь', 'b'],
    ['сҫ', 'c'],
    ['ԁ', 'd'],
    ['еёєҽ', 'e'],
    ['ԍ', 'g'],
    ['һҺ', 'h'],
    ['іїӏ', 'i'],
    ['ј', 'j'],
    ['к', 'k'],
    ['мᴍ', 'm'],
    ['ո', 'n'],
    ['оօо', 'o'],
    ['р', 'p'],
    ['ԛ', 'q'],
    ['г', 'r'],
    ['ѕ', 's'],
    ['т', 't'],
    ['ѵ', 'v'],
    ['ԝ', 'w'],
    ['хҳ', 'x'],
    ['уү', 'y'],
    // Greek and others
    ['α', 'a'],
    ['ϲ', 'c'],
    ['ε', 'e'],
    ['η', 'n'],
    ['ι', 'i'],
    ['κ', 'k'],
    ['ν', 'v'],
    ['οσ', 'o'],
    ['ρ', 'p'],
    ['τ', 't'],
    ['υ', 'u'],
    ['χ', 'x'],
    ['γ', 'y'],
    ['ω', 'w'],
    ['ıɩ', 'i'],
    ['ɡ', 'g'],
    ['ø', 'o'],
    ['đ', 'd'],
    ['ħ', 'h'],
    ['ł', 'l'],
  ].flatMap(([alike = '', latin = '']) => [...alike].map((letter) => [letter, latin])),
);

/**
 * The known domain that somebody may have meant who wrote `domain`; null where it is known itself, or resembles none.
 * A domain that hides letters of another script among Latin ones looks like something it is not, also where that is unknown:
 * then it is named in the Latin letters it seems to be written in.
 * @param domain in Unicode (U-labels), lower case; `known` likewise
 */
export function resemblance(domain: string, known: Iterable<string>): Resemblance | null {
  const domains = new Set(known);
  if (domains.has(domain)) return null;
  const seen = skeleton(domain);
  const imitated = [...domains].find((one) => skeleton(one) === seen);
  const disguised = isDisguised(domain);
  if (imitated !== undefined) return { how: disguised ? 'look-alike' : 'near-miss', domain: imitated };
  if (disguised) return { how: 'look-alike', domain: plain(domain) };
  const slip = [...domains].find((one) => isSlip(seen, skeleton(one)));
  return slip === undefined ? null : { how: 'near-miss', domain: slip };
}

/** Letters of another script that all look Latin, or stand in one label with Latin ones. */
function isDisguised(domain: string): boolean {
  return domain.split('.').some((label) => {
    const letters = [...label.normalize('NFKD')].filter((letter) => /\p{L}/u.test(letter));
    const foreign = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter));
    return (
      foreign.length > 0 && (foreign.length < letters.length || foreign.every((one) => one in lookAlikes))
    );
  });
}

/** In Latin letters without accents: what an eye takes it for. */
function plain(domain: string): string {
  const letters = [...domain.toLowerCase().normalize('NFKD')].filter((letter) => !/\p{M}/u.test(letter));
  return letters.map((letter) => lookAlikes[letter] ?? letter).join('');
}

/** What two domains share that are easily taken for each other. */
function skeleton(domain: string): string {
  return plain(domain)
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replace(/[1i]/g, 'l')
    .replaceAll('0', 'o')
    .replaceAll('-', '');
}

/** One letter left out, added, changed, or two exchanged; two such in a long domain. */
function isSlip(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  if (length < 6) return false;
  return distance(a, b) <= (length >= 14 ? 2 : 1);
}

/** Optimal string alignment: insertions, deletions, substitutions, and exchanges of neighbours. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const exchanged =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same, exchanged));
    }
  }
  return cell(a.length, b.length);
}
