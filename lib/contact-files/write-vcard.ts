import type { Contact } from './contact';

/** A contact as a card (vCard 3.0, RFC 2426, which every program reads): UTF-8, CRLF, lines folded at 75 octets. */
export function writeVcard({ name, addresses, organisation, role, phone, note }: Contact): string {
  const shown = name || (addresses[0] ?? '');
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `FN:${escapeText(shown)}`,
    `N:${escapeText(shown)};;;;`,
    ...addresses.map((address) => `EMAIL;TYPE=INTERNET:${escapeText(address)}`),
    ...[
      ['ORG', organisation],
      ['TITLE', role],
      ['TEL', phone],
      ['NOTE', note],
    ].flatMap(([property, value = '']) => (value === '' ? [] : [`${property}:${escapeText(value)}`])),
    'END:VCARD',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function escapeText(text: string): string {
  return text.replace(/[\\,;]/g, (character) => `\\${character}`).replaceAll('\n', '\\n');
}

/** RFC 2425, section 5.8.1; no character is divided. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let octets = 0;
  let out = '';
  for (const character of line) {
    const size = encoder.encode(character).byteLength;
    if (octets + size > 75) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}
