import type { CommittedField } from '../audit-format/commitments';
import { Fault } from './fault';

/** The fields of an entry in canonical order. */
export const fieldNames = [
  'actor',
  'client',
  'detail',
  'recipient',
] as const satisfies readonly CommittedField[];

export const hexBytes = 64;
export const timeBytes = '2026-11-22T01:20:00.000Z'.length;
export const uuidBytes = 36;
/** What stands between the values of an entry’s line, in RFC 8785's one spelling. */
export const parts = {
  fields: '{"fields":{',
  salt: '":{"salt":"',
  value: '","value":',
  index: '},"index":',
  leafStart: ',"leaf":{',
  leaf: ',"leaf":{"actorKind":"',
  at: '","at":"',
  commitments: '","commitments":{"actor":"',
  client: '","client":"',
  detail: '","detail":"',
  recipient: '","recipient":"',
  envelope: '"},"envelope":',
  event: ',"event":"',
  format: '","format":"pli-audit-1","id":"',
  numbers: '","numbers":["',
  nextNumber: '","',
  numbersEnd: '"]}',
  number: ',"number":{"number":',
  organisation: ',"organisation":"',
  numberSalt: '","salt":"',
} as const;
/** How a member begins, up to the digits of its salt: the first one, and those behind it. */
export const firstNames = membersBy('"');
export const laterNames = membersBy(',"');
function membersBy(before: string): Record<CommittedField, string> {
  const [actor, client, detail, recipient] = fieldNames.map((field) => `${before}${field}${parts.salt}`);
  if (!actor || !client || !detail || !recipient) throw new Error('four names');
  return { actor, client, detail, recipient };
}
export const uuidPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y;
export const timePattern = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/y;

/** Values of lower-case hex digits; -1 for everything else. */
export const nibble = Int8Array.from({ length: 256 }, (_, code) =>
  code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1,
);
/** 1 for letters and digits of ASCII. */
export const isWord = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Where a JSON value ends: only its borders are looked for. */
export function endOfValue(bytes: Uint8Array, text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const octet = bytes[at];
    if (octet === 0x22) at = endOfString(bytes, text, at);
    else if (octet === 0x7b || octet === 0x5b) depth += 1;
    else if (octet === 0x7d || octet === 0x5d || octet === 0x2c) {
      if (depth === 0) return at;
      if (octet !== 0x2c) depth -= 1;
    } else if (octet === 0x0a) break;
  }
  throw new Fault('line-malformed');
}

/** The closing quote: the first behind an even number of backslashes. */
function endOfString(bytes: Uint8Array, text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at > 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (bytes[at - 1 - slashes] === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  throw new Fault('line-malformed');
}
