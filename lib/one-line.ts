/**
 * A name or title as it may stand in a header or a sentence: one line, no control, formatting or direction character
 * (Unicode Cc, Cf, Zl, Zp), single spaces, at most `charactersMax` characters, the last being an ellipsis where it was cut.
 */
export function oneLine(value: string, charactersMax = 150): string {
  const clean = value
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cs}]+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = [...clean];
  return characters.length <= charactersMax ? clean : `${characters.slice(0, charactersMax - 1).join('')}…`;
}
