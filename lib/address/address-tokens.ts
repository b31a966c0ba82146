/** A piece of a line of addressees, as it stood there. */
export type Token =
  /** A word or a quoted phrase (without its quotes) that is part of a name. */
  | { kind: 'word' | 'quoted'; text: string }
  /** `(…)` without an address in it; `text` without the brackets. */
  | { kind: 'comment'; text: string }
  | { kind: 'comma' | 'end'; text: string }
  /** A word with an @ in it, or a `mailto:` link. */
  | { kind: 'bare'; text: string }
  /** What stands in `<…>`, `[…]` or `(…)` and has an @ in it; `raw` with the brackets. */
  | { kind: 'bracketed'; text: string; raw: string };

const closing: Readonly<Record<string, string>> = { '<': '>', '[': ']', '(': ')' };
const mailto = /^mailto:[^\s<>"]+/i;
const quotedPhrase = /^"((?:[^"\\]|\\.){0,500})"(?!@)/;
/** A bracket that has not closed by then is an ordinary character, so that a paste of a million of them is read at once. */
const bracketCharactersMax = 500;
/** A word ends where a bracket begins: `Marie<m@x>`. */
const word = /^[^\s,;<[(]+/u;

/** The pieces of one line, from left to right. Quotes and brackets that do not close are ordinary characters. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < line.length; ) {
    const rest = line.slice(at);
    const [taken, token] = nextToken(rest);
    if (token !== null) tokens.push(token);
    at += taken;
  }
  return tokens;
}

/** How many characters the first token takes, and the token; null for a blank. */
function nextToken(rest: string): [number, Token | null] {
  const first = rest.charAt(0);
  if (/\s/u.test(first)) return [1, null];
  if (first === ',') return [1, { kind: 'comma', text: ',' }];
  if (first === ';') return [1, { kind: 'end', text: ';' }];
  const quoted = quotedPhrase.exec(rest);
  if (quoted) return [quoted[0].length, { kind: 'quoted', text: (quoted[1] ?? '').replace(/\\(.)/g, '$1') }];
  const bracketed = nextBracket(rest, first);
  if (bracketed) return [bracketed.raw.length, tokenOfBracket(first, bracketed)];
  // A bracket that never closes, too, is part of a word.
  const text = (mailto.exec(rest) ?? word.exec(rest))?.[0] ?? first;
  return [text.length, { kind: /.@|@.|^mailto:/i.test(text) ? 'bare' : 'word', text }];
}

function tokenOfBracket(first: string, { raw, text }: { raw: string; text: string }): Token {
  if (text.includes('@')) return { kind: 'bracketed', text, raw };
  return first === '(' && text !== '' ? { kind: 'comment', text } : { kind: 'word', text: raw };
}

/** `<a<b>c>` is one bracket: Outlook writes `<m@x<mailto:m@x>>`. */
function nextBracket(rest: string, open: string): { raw: string; text: string } | null {
  const close = closing[open];
  if (close === undefined) return null;
  for (let at = 0, depth = 0; at < Math.min(rest.length, bracketCharactersMax); at += 1) {
    const letter = rest.charAt(at);
    if (letter === open) depth += 1;
    if (letter === close) depth -= 1;
    if (depth === 0) return { raw: rest.slice(0, at + 1), text: rest.slice(1, at).trim() };
  }
  return null;
}
