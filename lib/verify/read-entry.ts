import type { CommittedField } from '../audit-format/commitments';
import { leafFormat } from '../audit-format/leaf';
import { isCanonicalValue } from './canonical-value';
import {
  endOfValue,
  fieldNames,
  firstNames,
  hexBytes,
  isWord,
  laterNames,
  nibble,
  parts,
  timeBytes,
  timePattern,
  uuidBytes,
  uuidPattern,
} from './entry-text';
import { Fault } from './fault';
import { assertNotNewer } from './format-name';
import type { Lines } from './read-lines';
import type { Sha256 } from './sha256';

/** A field that an entry's line shows, and where its value stands in the group of lines. */
type ShownField = { field: CommittedField; salt: number; start: number; end: number };

const scratch = new Uint8Array(256);
const decoded = new Uint8Array(32);
const formatOfLeaf = /"format":"(pli-audit-[0-9]+)"/;

/**
 * Reads a line of an entry, and tells one of a later version from one that is malformed.
 * @throws Fault `line-malformed`, `format-newer`
 */
export function readKnown(entry: EntryReader, lines: Pick<Lines, 'bytes' | 'text'>, start: number): void {
  try {
    entry.read(lines, start);
  } catch (error) {
    const leaf = lines.text.indexOf(parts.leafStart, start);
    const end = lines.text.indexOf('\n', start);
    if (error instanceof Fault && leaf >= 0 && leaf < end)
      assertNotNewer(formatOfLeaf.exec(lines.text.slice(leaf, end))?.[1], leafFormat);
    throw error;
  }
}

/**
 * Reads lines of entries one after another. Everything is read at its one canonical place (docs/audit-log.md, sections 1 and 3, as
 * RFC 8785 writes them), so no other program can read something else from a line than what was hashed. After `read`, the members
 * tell of that line; bytes of it other than leaf and values are overwritten. One reader serves a million lines: nothing is made anew.
 */
export class EntryReader {
  readonly #sha256: Sha256;
  #bytes: Uint8Array = new Uint8Array(0);
  #text = '';
  #at = 0;
  readonly #found: ShownField[] = fieldNames.map((field) => ({ field, salt: 0, start: 0, end: 0 }));
  readonly #commitments = { actor: 0, client: 0, detail: 0, recipient: 0 };
  #leafEnd = 0;
  /** Where the leaf's JSON begins. */
  leafStart = 0;
  timeStart = 0;
  eventStart = 0;
  eventEnd = 0;
  actorKind: string = '';
  /** Empty for null. */
  envelope = '';
  index = 0;
  shownFields = 0;
  /** The same as bits, in the order of `fieldNames`. */
  shownMask = 0;
  /** 0 where the line shows none. */
  number = 0;
  organisation = '';
  /** The first thing that does not fit the leaf's commitments; the leaf itself is proved by the tree. */
  fault: Fault | null = null;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** The fields that the line shows. */
  get shown(): readonly Readonly<ShownField>[] {
    return this.#found.slice(0, this.shownFields);
  }

  /** 0x00 || leaf, as the tree hashes it. */
  get leafBytes(): Uint8Array {
    this.#bytes[this.leafStart - 1] = 0;
    return this.#bytes.subarray(this.leafStart - 1, this.#leafEnd);
  }

  get at(): string {
    return this.#text.slice(this.timeStart, this.timeStart + timeBytes);
  }

  /** @throws Fault `line-malformed` */
  read({ bytes, text }: Pick<Lines, 'bytes' | 'text'>, start: number): void {
    this.#bytes = bytes;
    this.#text = text;
    this.#at = start;
    this.fault = null;
    this.#readFields();
    this.#expect(parts.index);
    this.index = this.#readCount();
    this.#readLeaf();
    this.#checkFields();
    this.#readNumber();
  }

  #readFields(): void {
    this.#expect(parts.fields);
    this.shownFields = 0;
    this.shownMask = 0;
    for (const [bit, field] of fieldNames.entries()) {
      const name = (this.shownFields > 0 ? laterNames : firstNames)[field];
      if (!this.#text.startsWith(name, this.#at)) continue;
      const found = this.#found[this.shownFields];
      if (!found) break;
      this.#at += name.length;
      found.field = field;
      found.salt = this.#skipHex();
      this.#expect(parts.value);
      found.start = this.#at;
      found.end = endOfValue(this.#bytes, this.#text, this.#at);
      if (!isCanonicalValue(this.#bytes, this.#text, found.start, found.end))
        throw new Fault('line-malformed');
      this.#at = found.end;
      this.#expect('}');
      this.shownFields += 1;
      this.shownMask |= 1 << bit;
    }
  }

  #readLeaf(): void {
    this.#expect(parts.leaf);
    this.leafStart = this.#at - '{"actorKind":"'.length;
    const kindStart = this.#at;
    this.#skipWord();
    // a kind of actor that this program does not know is proved by the tree like any other
    this.actorKind = this.#text.slice(kindStart, this.#at);
    this.#expect(parts.at);
    this.timeStart = this.#skip(timePattern);
    this.#expect(parts.commitments);
    this.#commitments.actor = this.#skipHex();
    this.#expect(parts.client);
    this.#commitments.client = this.#skipHex();
    this.#expect(parts.detail);
    this.#commitments.detail = this.#skipHex();
    this.#expect(parts.recipient);
    this.#commitments.recipient = this.#skipHex();
    this.#expect(parts.envelope);
    this.#readEnvelope();
    this.#expect(parts.event);
    this.eventStart = this.#at;
    this.#skipWord();
    this.eventEnd = this.#at;
    this.#expect(parts.format);
    this.#skipWord();
    this.#readNumbers();
  }

  #lastEnvelope = '';
  #lastOrganisation = '';

  /** The same one as in the line before is the rule, and costs nothing. */
  #readUuid(last: string): string {
    if (last !== '' && this.#text.startsWith(last, this.#at)) {
      this.#at += uuidBytes;
      return last;
    }
    const start = this.#skip(uuidPattern);
    return this.#text.slice(start, start + uuidBytes);
  }

  #readEnvelope(): void {
    this.envelope = '';
    if (this.#text.startsWith('null', this.#at)) {
      this.#at += 4;
      return;
    }
    this.#expect('"');
    this.envelope = this.#readUuid(this.#lastEnvelope);
    this.#lastEnvelope = this.envelope;
    this.#expect('"');
  }

  #numbersStart = 0;
  #readNumbers(): void {
    this.#expect(parts.numbers);
    this.#numbersStart = this.#at;
    this.#skipHex();
    while (this.#text.startsWith(parts.nextNumber, this.#at)) {
      this.#at += parts.nextNumber.length;
      this.#skipHex();
    }
    this.#expect(parts.numbersEnd);
    this.#leafEnd = this.#at;
  }

  #checkFields(): void {
    for (let i = 0; i < this.shownFields; i += 1) {
      const found = this.#found[i];
      if (!found) break;
      const { field, salt, start, end } = found;
      // The salt is put right before the value, over text that was read already.
      this.#decodeHex(salt, this.#bytes, start - 32);
      const actual = this.#sha256.hex(this.#bytes.subarray(start - 32, end));
      if (!this.#text.startsWith(actual, this.#commitments[field]))
        this.fault ??= new Fault('entry-field', { field });
    }
  }

  #readNumber(): void {
    this.number = 0;
    this.organisation = '';
    if (!this.#text.startsWith('}\n', this.#at)) {
      this.#expect(parts.number);
      const numberAt = this.#at;
      this.number = this.#readCount();
      this.#expect(parts.organisation);
      this.organisation = this.#readUuid(this.#lastOrganisation);
      this.#lastOrganisation = this.organisation;
      const end = this.#at;
      this.#expect(parts.numberSalt);
      const salt = this.#skipHex();
      this.#expect('"}}\n');
      this.#checkNumber(salt, numberAt - '{"number":'.length, end);
    }
  }

  /** Whether the leaf's `numbers` hold SHA-256( salt || JCS of number and organisation ). */
  #checkNumber(salt: number, start: number, end: number): void {
    this.#decodeHex(salt, scratch, 0);
    const bytes = end - start;
    scratch.set(this.#bytes.subarray(start, end), 32);
    scratch[32 + bytes] = 0x22;
    scratch[33 + bytes] = 0x7d;
    const commitment = this.#sha256.hex(scratch.subarray(0, 34 + bytes));
    for (let at = this.#numbersStart; at < this.#leafEnd; at += hexBytes + parts.nextNumber.length) {
      if (this.#text.startsWith(commitment, at)) return;
    }
    this.fault ??= new Fault('entry-number', { number: this.number });
  }

  #expect(part: string): void {
    if (!this.#text.startsWith(part, this.#at)) throw new Fault('line-malformed');
    this.#at += part.length;
  }

  #skip(pattern: RegExp): number {
    const start = this.#at;
    pattern.lastIndex = start;
    if (!pattern.test(this.#text)) throw new Fault('line-malformed');
    this.#at = pattern.lastIndex;
    return start;
  }

  /** Letters and digits, at least one. */
  #skipWord(): void {
    const start = this.#at;
    while (isWord[this.#bytes[this.#at] ?? 0] === 1) this.#at += 1;
    if (this.#at === start) throw new Fault('line-malformed');
  }

  #skipHex(): number {
    const start = this.#at;
    let all = 0;
    for (let at = start; at < start + hexBytes; at += 1) all |= nibble[this.#bytes[at] ?? 0] ?? -1;
    if (all < 0) throw new Fault('line-malformed');
    this.#at = start + hexBytes;
    return start;
  }

  /** A whole number of at most 15 digits in its one spelling. */
  #readCount(): number {
    const start = this.#at;
    let value = 0;
    for (;;) {
      const digit = (this.#bytes[this.#at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.#at += 1;
    }
    const digits = this.#at - start;
    if (digits === 0 || digits > 15 || (digits > 1 && this.#bytes[start] === 0x30)) {
      throw new Fault('line-malformed');
    }
    return value;
  }

  #decodeHex(start: number, target: Uint8Array, offset: number): void {
    const bytes = this.#bytes;
    for (let i = 0; i < 32; i += 1) {
      const high = nibble[bytes[start + 2 * i] ?? 0] ?? 0;
      decoded[i] = (high << 4) | (nibble[bytes[start + 2 * i + 1] ?? 0] ?? 0);
    }
    target.set(decoded, offset);
  }
}
