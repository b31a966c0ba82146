import { AppError } from './errors';

/** What takes no ink: white space, controls, format and direction characters, fillers (Unicode 17, UAX #44 and #31). */
const unseen = '[\\p{Z}\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u2800]';
const atStart = new RegExp(`^${unseen}+`, 'u');
const atEnd = new RegExp(`${unseen}+$`, 'u');
const inside = new RegExp(unseen, 'u');

/**
 * What a person typed or pasted into a field that takes one address or one code, without what cannot be seen at its edges:
 * mails, tables and chat programs put U+200B, direction marks and non-breaking spaces there. The one function for it, in
 * pages, API and command.
 */
export function cleanTyped(text: string): string {
  return text.replace(atStart, '').replace(atEnd, '');
}

/** What kind an unseen character is, for the sentence that names it. */
export type UnseenKind = 'space' | 'zero' | 'direction' | 'other';

/** The first unseen character that stands inside (`U+200B`), or null. A plain space can be told by looking: it is none. */
export function unseenInside(text: string): { character: string; kind: UnseenKind } | null {
  const found = inside.exec(cleanTyped(text).replaceAll(' ', ''))?.[0];
  if (found === undefined) return null;
  const code = found.codePointAt(0) ?? 0;
  return { character: `U+${code.toString(16).toUpperCase().padStart(4, '0')}`, kind: kindOf(found) };
}

/**
 * Refuses what hides inside, and names it: guessing what was meant would make another address or another code of it.
 * @throws AppError `unseen-character` with `character`, `kind` and `field`
 */
export function assertNothingUnseen(text: string, field: string): void {
  const found = unseenInside(text);
  if (found !== null) throw new AppError('unseen-character', { detail: { ...found, field } });
}

/** A code as it was typed: cleaned, and without the spaces that mails and people set between its groups. */
export function cleanCode(text: string): string {
  return cleanTyped(text).replace(/[\p{Zs}\t]/gu, '');
}

function kindOf(character: string): UnseenKind {
  if (/[\p{Z}\t\n\r]/u.test(character)) return 'space';
  if (/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(character)) return 'direction';
  return /[\u00ad\u200b-\u200d\u2060\ufeff]/u.test(character) ? 'zero' : 'other';
}
