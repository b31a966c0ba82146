import type { ListStyle } from './letter-document';
import type { MarkupElement } from './markup-tree';
import { type SymbolFont, symbolFontOf } from './symbol-fonts';

/** What a letter understands of an element's CSS; undefined where it says nothing. */
export type DeclaredStyle = {
  bold?: boolean;
  italic?: boolean;
  underline?: true;
  struck?: true;
  height?: 'superscript' | 'subscript';
  /** Line breaks and blanks of the source count. */
  keepsBlanks?: boolean;
  /** The element is a line, or a thing beside others, whatever its name. */
  place?: 'line' | 'beside';
  /** Its children stand beside each other. */
  parts?: true;
  /** Null: a font of letters. */
  symbolFont?: SymbolFont | null;
  /** No space to the next paragraph. */
  tight?: true;
  coloured?: true;
  listStyle?: ListStyle;
  /** Level, from 1, of a paragraph that Word means as an item of a list. */
  wordListLevel?: number;
  /** The sign or number of such an item. */
  wordListMarker?: true;
};

/** Style sheets inside a letter, by class: Excel says there that a whole cell is struck out. */
export type ClassStyles = ReadonlyMap<string, DeclaredStyle>;

/**
 * Reads rules of the form `.name { … }` and `tag.name { … }`; whatever else stands in a sheet says nothing here. Each sheet is read
 * once from its beginning to its end, whatever it holds.
 */
export function readClassStyles(sheets: Iterable<string>): ClassStyles {
  const found = new Map<string, DeclaredStyle>();
  for (const sheet of sheets)
    for (const rule of withoutComments(sheet).split('}')) {
      const [declarations = '', selectors] = rule.split('{').reverse();
      if (selectors === undefined) continue;
      const style = readDeclarations(declarations);
      for (const selector of selectors.split(',')) {
        const name = /^[a-z0-9]*\.([\w-]+)$/i.exec(selector.trim())?.[1];
        if (name !== undefined) found.set(name, { ...found.get(name), ...style });
      }
    }
  return found;
}

function withoutComments(sheet: string): string {
  let kept = '';
  for (let at = 0; at < sheet.length; ) {
    const begin = sheet.indexOf('/*', at);
    if (begin < 0) return (kept + sheet.slice(at)).replace(/<!--|-->/g, ' ');
    const end = sheet.indexOf('*/', begin + 2);
    kept += sheet.slice(at, begin);
    at = end < 0 ? sheet.length : end + 2;
  }
  return kept.replace(/<!--|-->/g, ' ');
}

/** What is declared for one element: by its classes, then by itself. */
export function styleOf(element: MarkupElement, classes: ClassStyles): DeclaredStyle {
  const names = classes.size === 0 ? null : element.attribute('class');
  const own = element.attribute('style');
  const byClass = names === null ? [] : names.split(/\s+/).map((name) => classes.get(name) ?? {});
  const face = element.name === 'font' ? element.attribute('face') : null;
  const old: DeclaredStyle = {
    ...(face === null ? {} : { symbolFont: symbolFontOf(face) }),
    ...(isColour(element.attribute('bgcolor')) ||
    (element.name === 'font' && isColour(element.attribute('color')))
      ? { coloured: true }
      : {}),
  };
  return Object.assign(old, ...byClass, own === null ? {} : readDeclarations(own));
}

function readDeclarations(text: string): DeclaredStyle {
  const style: DeclaredStyle = {};
  for (const declaration of text.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration
      .slice(colon + 1)
      .replace(/!important/i, '')
      .trim()
      .toLowerCase();
    readers[name]?.(value, style);
  }
  return style;
}

type Reader = (value: string, style: DeclaredStyle) => void;

const decoration: Reader = (value, style) => {
  if (value.includes('underline')) style.underline = true;
  if (value.includes('line-through')) style.struck = true;
};
const colour: Reader = (value, style) => {
  if (isColour(value)) style.coloured = true;
};
const family: Reader = (value, style) => {
  style.symbolFont = symbolFontOf(value);
};
const listStyle: Reader = (value, style) => {
  const found = /(lower|upper)-(alpha|latin|roman)/.exec(value);
  if (!found) return;
  const lower = found[2] === 'roman' ? 'i' : 'a';
  style.listStyle = found[1] === 'lower' ? lower : lower === 'i' ? 'I' : 'A';
};
const bottomMargin = (value: string, style: DeclaredStyle) => {
  // Word writes none as .0001pt.
  if (Number.parseFloat(value) < 0.01) style.tight = true;
  else delete style.tight;
};

const readers: Readonly<Record<string, Reader>> = {
  'font-weight': (value, style) => {
    style.bold = value.startsWith('bold') || Number(value) >= 600;
  },
  'font-style': (value, style) => {
    style.italic = value === 'italic' || value.startsWith('oblique');
  },
  'text-decoration': decoration,
  'text-decoration-line': decoration,
  'vertical-align': (value, style) => {
    if (value === 'super' || value === 'text-super') style.height = 'superscript';
    if (value === 'sub') style.height = 'subscript';
  },
  // Word raises by points, and says so in a name of its own.
  'mso-text-raise': (value, style) => {
    const points = Number.parseFloat(value);
    if (points !== 0 && !Number.isNaN(points)) style.height = points > 0 ? 'superscript' : 'subscript';
  },
  'white-space': (value, style) => {
    style.keepsBlanks = /^(?:pre|pre-wrap|pre-line|break-spaces)\b/.test(value);
  },
  display: (value, style) => {
    if (/^(?:block|list-item|table|table-row|flow-root)$/.test(value)) style.place = 'line';
    else if (/^(?:inline-|table-cell)/.test(value)) style.place = 'beside';
    if (/(?:flex|grid)$/.test(value)) {
      style.parts = true;
      style.place = value.startsWith('inline-') ? 'beside' : 'line';
    }
  },
  float: (value, style) => {
    if (value === 'left' || value === 'right') style.place = 'beside';
  },
  position: (value, style) => {
    if (value === 'absolute' || value === 'fixed') style.place = 'line';
  },
  'font-family': family,
  'mso-symbol-font-family': (value, style) => {
    style.symbolFont = symbolFontOf(value) ?? style.symbolFont ?? null;
  },
  color: colour,
  background: colour,
  'background-color': colour,
  margin: (value, style) => {
    const sides = value.split(/\s+/);
    bottomMargin(sides[2] ?? sides[0] ?? '', style);
  },
  'margin-bottom': bottomMargin,
  'list-style': listStyle,
  'list-style-type': listStyle,
  'mso-list': (value, style) => {
    if (value.includes('ignore')) style.wordListMarker = true;
    const level = /level(\d)/.exec(value)?.[1];
    if (level !== undefined) style.wordListLevel = Number(level);
  },
};

/** A colour that says something: neither black, white, grey nor the reader's own. */
function isColour(value: string | null): boolean {
  if (value === null) return false;
  const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})\b/i.exec(value)?.[1];
  if (hex !== undefined) {
    const wide = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
    return !isGrey([0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16)));
  }
  const numbers = /^rgba?\(([^)]*)\)/
    .exec(value)?.[1]
    ?.match(/[\d.]+/g)
    ?.map(Number);
  if (numbers) return numbers[3] !== 0 && !isGrey(numbers.slice(0, 3));
  return /^(?:red|green|blue|yellow|orange|purple|fuchsia|magenta|cyan|aqua|lime|maroon|navy|teal|olive|pink|brown|dark(?:red|green|blue|orange)|light(?:green|blue|yellow))\b/i.test(
    value,
  );
}

function isGrey(parts: readonly number[]): boolean {
  // Word's and Google's "black" text is often a dark blue-grey.
  return Math.max(...parts) - Math.min(...parts) <= 24;
}
