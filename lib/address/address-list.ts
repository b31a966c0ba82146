import { cleanTyped } from '../typed-text';
import { parseAddress } from './address';
import { type Token, tokensOf } from './address-tokens';

/** Somebody a list names. `address` is normalised where it is an address, and else what was written, to be shown as wrong. */
export type Addressee = { address: string; name?: string | undefined };

const nameCharactersMax = 200;
/** What mail programs and directories write before addresses; nobody's name. */
const label = /^(?:to|from|cc|cci|bcc|à|a|de|pour|smtp|e-?mail|mail|courriel|mél)\s*:\s*/iu;
const bullet = /^(?:[-–—•·*>]+|\d{1,3}[.)])\s+/u;
const conjunction = /^(?:et|and|ou|or|&|\+|\|)$/iu;

/**
 * The parser of address lists, for page, command and batch: what people type and what mail programs, spreadsheets and web
 * pages put on the clipboard. Understood are RFC 5322, section 3.4, and around it
 * - names before an address, quoted or not, with a comma in them or not: `"Durand, Marie" <m@x>`, `Durand, Marie <m@x>`,
 *   `Jean Dupont j@x`, `Nom [j@x]`; `j@x (Jean Dupont)`; the row of a table in which one address stands;
 * - lists separated by commas, semicolons, line breaks, tabs, blanks, bullets, "et" and "and";
 * - `mailto:` links (RFC 6068), Outlook's `Marie<mailto:m@x>` and `m@x<mailto:m@x>`, labels such as `À :`, full stops and
 *   quotes around an address.
 *
 * Nothing that was written is lost: what is no address comes back as an addressee whose `address` is that text. Whether an
 * address is one is judged by lib/address/address.ts alone.
 */
export function parseAddressees(text: string): Addressee[] {
  return linesOf(text).flatMap((line) => {
    const tokens = tokensOf(line);
    const addresses = tokens.filter(isAddress);
    const isRow = line.trim().includes('\t') && addresses.length === 1 && !line.includes(';');
    return isRow ? readRow(tokens) : readList(tokens);
  });
}

/** A name that ends its line belongs to the `<address>` that begins the next one: mail programs break there. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/[\r\n\v\f\u0085\u2028\u2029]+/)) {
    const last = lines.at(-1) ?? '';
    const goesOn = /^\s*<[^<>]*@/.test(line) && /\S/.test(last) && !/[@;]/.test(last);
    if (goesOn) lines.splice(-1, 1, `${last} ${line}`);
    else lines.push(line);
  }
  return lines;
}

type AddressToken = Extract<Token, { kind: 'bare' | 'bracketed' }>;
const isAddress = (token: Token): token is AddressToken =>
  token.kind === 'bare' || token.kind === 'bracketed';

/** A row of a table: whatever its columns are, they are about the one person whose address stands there. */
function readRow(tokens: readonly Token[]): Addressee[] {
  const name = tokens.filter((token) => !isAddress(token));
  return tokens.filter(isAddress).flatMap((address) => withName(address, name));
}

/** From left to right; `waiting` is what has not found its address yet. */
function readList(tokens: readonly Token[]): Addressee[] {
  const found: Addressee[] = [];
  let waiting: Token[] = [];
  let before: Token | undefined;
  for (const token of tokens) {
    const last = found.at(-1);
    if (token.kind === 'end') {
      found.push(...notUnderstood(waiting));
      waiting = [];
    } else if (before?.kind === 'bare' && token.kind === 'bracketed' && last) {
      found.splice(-1, 1, ...sameTwice(last, before, token));
    } else if (token.kind === 'comment' && before && isAddress(before) && last && last.name === undefined) {
      found.splice(-1, 1, ...named([last], [token]));
    } else if (isAddress(token)) {
      const cut = startOfName(waiting);
      found.push(...notUnderstood(waiting.slice(0, cut)), ...withName(token, waiting.slice(cut)));
      waiting = [];
    } else waiting.push(token);
    before = token;
  }
  return [...found, ...notUnderstood(waiting)];
}

/** Where the name begins among words before an address: `Durand, Marie` is one name, `Dr Martin,` somebody else. */
function startOfName(waiting: readonly Token[]): number {
  const commas = waiting.flatMap(({ kind }, place) => (kind === 'comma' ? [place] : []));
  const last = commas.at(-1);
  if (last === undefined) return 0;
  return last === waiting.length - 1 ? waiting.length : (commas.at(-2) ?? -1) + 1;
}

/** `m@x <m@x>` is one address. `a@x <b@y>` names two where one was meant: which one, only a person can say. */
function sameTwice(last: Addressee, bare: Token, bracketed: AddressToken): Addressee[] {
  const inside = readList(tokensOf(bracketed.text));
  if (inside.every(({ address }) => address === last.address)) return [last];
  return [{ ...last, address: `${bare.text} ${'raw' in bracketed ? bracketed.raw : ''}` }];
}

function withName(token: AddressToken, name: readonly Token[]): Addressee[] {
  if (token.kind === 'bracketed') {
    const [quoted] = name;
    const posing = name.length === 1 && quoted?.kind === 'quoted' ? parseAddress(quoted.text) : null;
    const inside = eachOnce(readList(tokensOf(token.text)));
    if (posing !== null && inside.some(({ address }) => address !== posing))
      return [{ address: `"${posing}" ${token.raw}` }];
    return named(inside, posing === null ? name : []);
  }
  return named(
    /^mailto:/i.test(token.text) ? readMailto(token.text) : [{ address: readAddress(token.text) }],
    name,
  );
}

/** One person gets the name; before several it stands for itself, as what was not understood. */
function named(people: Addressee[], tokens: readonly Token[]): Addressee[] {
  const [one, another] = people;
  const name = nameOf(tokens);
  if (one === undefined || another !== undefined || name.length > nameCharactersMax)
    return [...notUnderstood(tokens), ...people];
  return [name === '' ? one : { ...one, name: one.name === undefined ? name : `${name} ${one.name}` }];
}

/** RFC 6068: addresses before the `?`, and those of its fields `to`, `cc` and `bcc`. */
function readMailto(link: string): Addressee[] {
  const [path = '', query = ''] = link.slice('mailto:'.length).split('?', 2);
  const fields = query.split('&').flatMap((field) => /^(?:to|cc|bcc)=(.*)$/i.exec(field)?.[1] ?? []);
  return [path, ...fields]
    .flatMap((list) => list.split(/[,;]/))
    .filter((one) => one !== '')
    .map((one) => ({ address: readAddress(decoded(one)) }));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address in a word, without the label, quotes and sentence marks that stand at its edges; else the word. */
function readAddress(text: string): string {
  const bare = cleanTyped(text);
  const inner = bare.replace(label, '').replace(/^[«“”"'‘’({<[:]+|[»“”"'‘’)}>\]:.,;!?…]+$/gu, '');
  return parseAddress(bare) ?? parseAddress(inner) ?? bare;
}

/** Words that belong to no address: each piece between commas is somebody whom the list does not say how to reach. */
function notUnderstood(tokens: readonly Token[]): Addressee[] {
  const pieces: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'comma') pieces.push([]);
    else pieces.at(-1)?.push(token);
  }
  return pieces
    .map(nameOf)
    .filter((piece) => piece !== '')
    .map((address) => ({ address }));
}

/** Words as one name; nothing where they are a bullet, a label or an "and". */
function nameOf(tokens: readonly Token[]): string {
  const phrase = tokens
    .map(({ kind, text }) => (kind === 'comment' && tokens.length > 1 ? `(${text})` : text))
    .join(' ')
    .replace(/ ,/g, ',')
    .replace(/\s+/gu, ' ')
    .trim();
  const plain = cleanTyped(`${phrase} `.replace(bullet, '').replace(label, '').trim())
    .replace(/^'(.*)'$/u, '$1')
    .replace(/^[,:\s]+|[,:\s]+$/gu, '')
    .replace(/\s+[-–—<([]$/u, '');
  return conjunction.test(plain) || !/[\p{L}\p{N}@]/u.test(plain) ? '' : plain;
}

/** Outlook's `<m@x<mailto:m@x>>`. */
function eachOnce(people: readonly Addressee[]): Addressee[] {
  return [...new Map(people.map((one) => [one.address, one])).values()];
}
