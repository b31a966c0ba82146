import type { Addressee } from './draft-content';

/**
 * Splits what a person pasted into addressees, as mail programs write them (RFC 5322, section 3.4, and the semicolons
 * of Outlook): `Anne Le Goff <a@b.fr>; c@d.fr, "Doe, John" <j@d.fr>` and one address a line. What is no address is kept
 * as it stands, so that the person sees and mends it. Validity is judged by lib/mailbox/address.ts.
 */
export function parseAddressees(text: string): Addressee[] {
  return splitOutsideQuotes(text)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .flatMap(parsePiece);
}

function parsePiece(piece: string): Addressee[] {
  const angled = /^(.*?)<([^<>]*)>$/s.exec(piece);
  if (angled) {
    const address = (angled[2] ?? '').replace(/^mailto:/i, '').trim();
    const name = plainName(angled[1] ?? '');
    return [name === '' || name === address ? { address } : { address, name }];
  }
  const bare = piece.replace(/^mailto:/i, '');
  const addresses = bare.split(/\s+/);
  // Addresses apart by white space only; a name without an address stays one piece.
  return addresses.length > 1 && addresses.every((word) => word.includes('@'))
    ? addresses.map((address) => ({ address }))
    : [{ address: bare }];
}

function plainName(phrase: string): string {
  const trimmed = phrase.trim();
  const quoted = /^"(.*)"$/s.exec(trimmed) ?? /^'(.*)'$/s.exec(trimmed);
  return (quoted?.[1] ?? trimmed).replace(/\\(.)/g, '$1').replace(/\s+/g, ' ').trim();
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  let angled = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '\\' && quoted) {
      piece += letter + text.charAt(at + 1);
      at += 1;
      continue;
    }
    // A lone quote in a name must not swallow the rest of a paste: quotes close at a line's end.
    if (letter === '"') quoted = !quoted;
    if (letter === '\n' || letter === '\r') quoted = false;
    if (letter === '<' && !quoted) angled = true;
    if (letter === '>' || letter === '\n') angled = false;
    if (!quoted && !angled && /[,;\n\r\t]/.test(letter)) {
      pieces.push(piece);
      piece = '';
    } else {
      piece += letter;
    }
  }
  return [...pieces, piece];
}
