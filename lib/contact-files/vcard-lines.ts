/** A property of a card: its name in capitals, its parameters as they stand, its value decoded but not unescaped. */
export type Property = { line: number; name: string; parameters: string; value: string | null };

/**
 * Properties of a file of cards (RFC 6350 and RFC 2426, section 2.6; vCard 2.1): lines unfolded, the groups before names dropped,
 * quoted-printable decoded. `value` is null where its encoding or character set is not known. Line numbers are those of the file, from 1.
 */
export function* propertiesOf(text: string): Generator<Property> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length; ) {
    const line = at + 1;
    const first = lines[at++] ?? '';
    const isQuoted = /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(first);
    let whole = first;
    while (isQuoted && whole.endsWith('=') && at < lines.length) whole = whole.slice(0, -1) + lines[at++];
    while (!isQuoted && /^[ \t]/.test(lines[at] ?? '')) whole += (lines[at++] ?? '').slice(1);
    const colon = colonOf(whole);
    if (colon < 0) continue;
    const [head = '', ...parameters] = whole.slice(0, colon).split(';');
    const raw = whole.slice(colon + 1);
    yield {
      line,
      name: head
        .slice(head.lastIndexOf('.') + 1)
        .trim()
        .toUpperCase(),
      parameters: parameters.join(';'),
      value: isQuoted ? decodeQuoted(raw, parameters) : raw,
    };
  }
}

/** The colon after name and parameters: not one inside quotation marks. */
function colonOf(line: string): number {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ':' && !quoted) return at;
  }
  return -1;
}

const charsets = ['utf-8', 'iso-8859-1', 'iso-8859-15', 'windows-1252', 'us-ascii'];

/** RFC 2045, section 6.7, of a value whose soft breaks are gone; without a character set as UTF-8, and where it is none as Windows-1252. */
function decodeQuoted(value: string, parameters: readonly string[]): string | null {
  const octets: number[] = [];
  for (let at = 0; at < value.length; at++) {
    const hex = value[at] === '=' ? /^[0-9A-Fa-f]{2}/.exec(value.slice(at + 1, at + 3))?.[0] : undefined;
    if (hex === undefined) octets.push(...new TextEncoder().encode(value[at] ?? ''));
    else {
      octets.push(Number.parseInt(hex, 16));
      at += 2;
    }
  }
  const named = parameters
    .find((one) => /^CHARSET=/i.test(one))
    ?.slice(8)
    .toLowerCase();
  if (named !== undefined && !charsets.includes(named)) return null;
  const bytes = Uint8Array.from(octets);
  try {
    return new TextDecoder(named ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return named === undefined ? new TextDecoder('windows-1252').decode(bytes) : null;
  }
}

/** Components of a structured value, unescaped. */
export function componentsOf(value: string): string[] {
  return value.split(/(?<!(?:^|[^\\])(?:\\\\)*\\);/).map(unescapeText);
}

/** RFC 6350, section 3.4. */
export function unescapeText(value: string): string {
  return value.replace(/\\([\s\S])/g, (_, escaped: string) => (/[nN]/.test(escaped) ? '\n' : escaped));
}
