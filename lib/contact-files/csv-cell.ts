/** Where a spreadsheet may take text for a formula: at the beginning of a cell, and after what a French one ends a cell at, whatever the quotes say. */
const formula = "(?=[\\s\\p{Cf}\\0']*[=+\\-@＝＋－＠|%])";
const begins = '(?<=^|[;\\t\\r\\n])';
const unguarded = new RegExp(`${begins}${formula}`, 'gu');
const guarded = new RegExp(`${begins}'${formula}`, 'gu');

/** Text that no spreadsheet computes: an apostrophe stands before what looks like a formula (OWASP, CSV injection). */
export function guardCell(text: string): string {
  return text.replace(unguarded, "'");
}

/** The text again: `unguardCell(guardCell(text))` is `text`. */
export function unguardCell(text: string): string {
  return text.replace(guarded, '');
}
