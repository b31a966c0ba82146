import type { CommittedField } from '../audit-format/commitments';
import { Fault } from './report';
import type { Sha256 } from './sha256';

/** An entry's line whose shown fields and number fit its leaf; the leaf itself is proved by the tree. */
export type ReadEntry = {
  index: number;
  /** 0x00 || leaf, as the tree hashes it; a view that stands until the next line is read. */
  leafBytes: Uint8Array;
  at: string;
  /** Null where the line shows none. */
  number: { number: number; organisation: string } | null;
  /** Fields shown, and where their values stand in the line's bytes. */
  shown: readonly { field: CommittedField; start: number; end: number }[];
  leaf: { start: number; end: number };
  /** What does not fit, the first of it. */
  fault: Fault | null;
};

const fields = ['actor', 'client', 'detail', 'recipient'] as const satisfies readonly CommittedField[];
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const hash = '[0-9a-f]{64}';
/** The one spelling of a leaf (docs/audit-log.md, section 1, as RFC 8785 writes it). */
const leafPattern = new RegExp(
  `\\{"actorKind":"(user|guest|anonymous|system)","at":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z","commitments":` +
    `\\{${fields.map((field) => `"${field}":"${hash}"`).join(',')}\\},"envelope":(?:null|"${uuid}"),"event":"[A-Za-z0-9]{1,100}",` +
    `"format":"pli-audit-1","id":"\\d{1,19}","numbers":\\["${hash}"(?:,"${hash}")*\\]\\}`,
  'y',
);
const numberPattern = new RegExp(
  `,"number":\\{"number":([1-9]\\d{0,14}),"organisation":"(${uuid})","salt":"(?=${hash}"\\}\\}\\n)`,
  'y',
);
const indexPattern = /\},"index":(0|[1-9]\d{0,14}),"leaf":/y;
const saltMember = '":{"salt":"';
const valueMember = '","value":';

/**
 * Reads the entry that begins at `start` of whole lines and checks each value it shows against the leaf's commitments. Everything
 * is read at its one canonical place, so no other program can read something else from the line than what was hashed. Overwrites
 * bytes of the line other than leaf and values.
 * @throws Fault `line-malformed`
 */
export function readEntry(sha256: Sha256, bytes: Uint8Array, text: string, start: number): ReadEntry {
  const opening = '{"fields":{';
  if (!text.startsWith(opening, start)) throw new Fault('line-malformed');
  const { shown, end } = findFields(bytes, text, start + opening.length);
  const [, index = ''] = matchAt(indexPattern, text, end);
  const leafStart = indexPattern.lastIndex;
  const [, actorKind = ''] = matchAt(leafPattern, text, leafStart);
  const leafEnd = leafPattern.lastIndex;
  let fault: Fault | null = null;

  const atAt = leafStart + '{"actorKind":"","at":"'.length + actorKind.length;
  const commitmentsAt = leafStart + '{"actorKind":"","at":"","commitments":{'.length + actorKind.length + 24;
  for (const { field, saltAt, valueAt, valueEnd } of shown) {
    const commitmentAt = commitmentsAt + commitmentOffset[field];
    const actual = commitmentOf(sha256, bytes, saltAt, valueAt, valueEnd);
    if (!text.startsWith(actual, commitmentAt)) fault ??= new Fault('entry-field', { field });
  }
  const number = readNumber(text, leafEnd);
  if (number && !isCommitted(sha256, text, number, leafEnd)) {
    fault ??= new Fault('entry-number', { number: number.number });
  }
  bytes[leafStart - 1] = 0;
  return {
    index: Number(index),
    leafBytes: bytes.subarray(leafStart - 1, leafEnd),
    at: text.slice(atAt, atAt + 24),
    number,
    shown: shown.map(({ field, valueAt, valueEnd }) => ({ field, start: valueAt, end: valueEnd })),
    leaf: { start: leafStart, end: leafEnd },
    fault,
  };
}

/** Where each commitment's hex stands behind `"commitments":{`. */
const commitmentOffset = ((): Record<CommittedField, number> => {
  let offset = 0;
  const offsets: [CommittedField, number][] = [];
  for (const field of fields) {
    offset += `"${field}":"`.length;
    offsets.push([field, offset]);
    offset += 64 + '",'.length;
  }
  // the loop has set all four
  return Object.fromEntries(offsets) as Record<CommittedField, number>;
})();

type Found = { field: CommittedField; saltAt: number; valueAt: number; valueEnd: number };

/** The members of `fields`, in canonical order, each once at most. */
function findFields(bytes: Uint8Array, text: string, start: number): { shown: Found[]; end: number } {
  const shown: Found[] = [];
  let at = start;
  for (const field of fields) {
    const before = shown.length > 0 ? ',"' : '"';
    if (!text.startsWith(before + field + saltMember, at)) continue;
    const saltAt = at + before.length + field.length + saltMember.length;
    if (!text.startsWith(valueMember, saltAt + 64)) throw new Fault('line-malformed');
    const valueAt = saltAt + 64 + valueMember.length;
    const valueEnd = endOfValue(bytes, valueAt);
    if (bytes[valueEnd] !== 0x7d) throw new Fault('line-malformed');
    shown.push({ field, saltAt, valueAt, valueEnd });
    at = valueEnd + 1;
  }
  return { shown, end: at };
}

/** Where a JSON value ends. What it holds is settled by its hash, so only its borders are looked for. */
function endOfValue(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const octet = bytes[at];
    if (octet === 0x22) at = endOfString(bytes, at);
    else if (octet === 0x7b || octet === 0x5b) depth += 1;
    else if (octet === 0x7d || octet === 0x5d || octet === 0x2c) {
      if (depth === 0) return at;
      if (octet !== 0x2c) depth -= 1;
    } else if (octet === 0x0a) break;
  }
  throw new Fault('line-malformed');
}

function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const octet = bytes[at];
    if (octet === 0x5c) at += 1;
    else if (octet === 0x22) return at;
    else if (octet === 0x0a) break;
  }
  throw new Fault('line-malformed');
}

/** SHA-256( salt || value ): the salt is put right before the value, over text that was read already. */
function commitmentOf(
  sha256: Sha256,
  bytes: Uint8Array,
  saltAt: number,
  valueAt: number,
  valueEnd: number,
): string {
  const target = valueAt - 32;
  for (let i = 0; i < 32; i += 1) {
    const octet =
      ((nibble[bytes[saltAt + 2 * i] ?? 0] ?? -1) << 4) | (nibble[bytes[saltAt + 2 * i + 1] ?? 0] ?? -1);
    if (octet < 0) throw new Fault('line-malformed');
    scratch[i] = octet;
  }
  bytes.set(saltBytes, target);
  return sha256.hex(bytes.subarray(target, valueEnd));
}

/** Values of lower-case hex digits; -1 for everything else. */
const nibble = Int8Array.from({ length: 256 }, (_, code) =>
  code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1,
);
const scratch = new Uint8Array(512);
const saltBytes = scratch.subarray(0, 32);

type ReadNumber = { number: number; organisation: string; salt: string };

function readNumber(text: string, leafEnd: number): ReadNumber | null {
  if (text.startsWith('}\n', leafEnd)) return null;
  const [, number = '', organisation = ''] = matchAt(numberPattern, text, leafEnd);
  const saltAt = numberPattern.lastIndex;
  return { number: Number(number), organisation, salt: text.slice(saltAt, saltAt + 64) };
}

/** Whether the leaf's `numbers` hold SHA-256( salt || JCS of the number ). */
function isCommitted(
  sha256: Sha256,
  text: string,
  { number, organisation, salt }: ReadNumber,
  leafEnd: number,
): boolean {
  const json = `{"number":${number},"organisation":"${organisation}"}`;
  for (let i = 0; i < 32; i += 1) {
    scratch[i] = ((nibble[salt.charCodeAt(2 * i)] ?? 0) << 4) | (nibble[salt.charCodeAt(2 * i + 1)] ?? 0);
  }
  for (let i = 0; i < json.length; i += 1) scratch[32 + i] = json.charCodeAt(i);
  const commitment = sha256.hex(scratch.subarray(0, 32 + json.length));
  const from = text.lastIndexOf('[', leafEnd);
  const found = text.indexOf(commitment, from);
  return found >= 0 && found < leafEnd && (found - from - 2) % 67 === 0;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (!found) throw new Fault('line-malformed');
  return found;
}
