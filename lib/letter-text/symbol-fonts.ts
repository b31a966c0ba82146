/**
 * Fonts whose letters are other signs: Word writes µ as `m` and ≥ as `³` in Symbol. Without the font, 5 µg would read 5 mg, so the
 * signs are written as what they are.
 */
export type SymbolFont = 'symbol' | 'wingdings' | 'other';

/** Adobe's Symbol encoding from 0x20 to 0x7e (https://unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt). */
const symbolLow =
  ' !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼';
/** The same from 0xa0 to 0xfe; a blank where it has none. */
const symbolHigh =
  '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…│─↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭';

/** The signs of Wingdings that letters use: boxes, ticks, bullets, arrows. */
const wingdings: Readonly<Record<string, string>> = {
  ' ': ' ',
  J: '☺',
  K: '😐',
  L: '☹',
  l: '●',
  m: '❍',
  n: '■',
  o: '□',
  p: '❐',
  q: '❑',
  r: '❒',
  s: '⬧',
  t: '⧫',
  u: '◆',
  v: '❖',
  w: '⬥',
  x: '⌧',
  '¨': '◻',
  '§': '▪',
  Ø: '➢',
  à: '➔',
  ß: '←',
  è: '➔',
  ð: '⇨',
  û: '✗',
  ü: '✓',
  ý: '☒',
  þ: '☑',
};

const unknownSign = '\ufffd';

/** The symbol font that a list of families asks for first, or null for a font of letters. */
export function symbolFontOf(families: string): SymbolFont | null {
  const first = families.split(',')[0] ?? '';
  const name = first.replace(/["'\s]/g, '').toLowerCase();
  if (name === 'symbol' || name === 'symbolmt') return 'symbol';
  if (name === 'wingdings') return 'wingdings';
  return /^(?:wingdings[23]|webdings|zapfdingbats|mtextra|marlett)$/.test(name) ? 'other' : null;
}

/** A text of a symbol font in Unicode; `unknown` counts signs that nobody could name, written as U+FFFD. */
export function symbolsAsUnicode(text: string, font: SymbolFont): { text: string; unknown: number } {
  let unknown = 0;
  let written = '';
  for (const letter of text) {
    if (/[\s\u00a0]/.test(letter)) written += letter;
    else {
      const sign = signOf(letter, font);
      if (sign === null) unknown += 1;
      written += sign ?? unknownSign;
    }
  }
  return { text: written, unknown };
}

function signOf(letter: string, font: SymbolFont): string | null {
  const code = letter.codePointAt(0) ?? 0;
  // Office writes such a sign also at its place in the private use area.
  const byte = code >= 0xf020 && code <= 0xf0ff ? code - 0xf000 : code;
  if (byte > 0xff) return letter;
  if (font === 'wingdings') return wingdings[String.fromCodePoint(byte)] ?? null;
  if (font === 'other') return null;
  const sign = byte >= 0xa0 ? symbolHigh[byte - 0xa0] : symbolLow[byte - 0x20];
  return sign === undefined || (sign === ' ' && byte !== 0x20) ? null : sign;
}
