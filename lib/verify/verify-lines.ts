import { decodeBase64 } from './base64';
import type { GroupDigest } from './digest-group';
import { fieldNames } from './entry-text';
import { type ExportEnd, readEnd } from './export-end';
import { type Facts, Fault, newerCode } from './fault';
import { hashBytes } from './merkle';
import { EntryReader, readKnown } from './read-entry';
import { type Lines, lineBytesMax } from './read-lines';
import type { Sha256 } from './sha256';
import { TreeFold } from './tree-fold';

/** Faults named one by one; beyond it they are only counted. */
export const faultsNamedMax = 20;

export type LineFault = { code: string; facts: Facts };

/** A file with so many faults is no export: reading on would only cost time. */
const faultsMax = 1_000;

/** What the head of the export claims that the lines must hold. */
export type Claim = {
  organisation: string;
  /** Null: no completeness claimed. */
  numbers: { first: number; last: number } | null;
  /** Tree size at which the root is wanted besides the end's (a kept checkpoint); null for none. */
  rootAt: number | null;
};

type NumberedEntry = Pick<EntryReader, 'index' | 'number' | 'organisation'>;

const subtreePattern =
  /\{"subtree":\{"hash":"([A-Za-z0-9+/]{43}=)","index":(0|[1-9]\d{0,14}),"size":([1-9]\d{0,14})\}\}\n/y;

/**
 * The lines of an export behind its head, one after another, in the memory of one hash stack: each entry against its commitments,
 * the indexes and numbers for holes, and the tree folded to its root.
 */
export class LineVerifier {
  readonly #claim: Claim;
  readonly #fold: TreeFold;
  readonly #entry: EntryReader;
  /** Index the next line must have; ahead of the fold once a line was missing. */
  #next = 0;
  #whole = true;
  #line = 1;
  #end: ExportEnd | null = null;
  entries = 0;
  /** Leaves of the log of which the file shows a hash only. */
  leftOut = 0;
  /** Entries that do not show from where somebody came. */
  clientsLeftOut = 0;
  faultCount = 0;
  /** Where a line of a later version stands: nothing behind it is read. */
  newer: Facts | null = null;
  firstAt: string | null = null;
  /** Root at `claim.rootAt`, if the lines pass that size without a subtree across it. */
  rootAt: Uint8Array | null = null;
  readonly faults: LineFault[] = [];
  #numbersFault: LineFault | null = null;
  #lastAt: string | null = null;

  constructor(sha256: Sha256, claim: Claim) {
    this.#claim = claim;
    this.#fold = new TreeFold(sha256);
    this.#entry = new EntryReader(sha256);
    this.#noteRoot();
  }

  /** Reads the lines of a group, from this offset on; what `digest` knows already is not read again. */
  read(lines: Lines, from = 0, digest: GroupDigest | null = null): void {
    for (
      let start = from, at = 0;
      start < lines.bytes.length && this.faultCount < faultsMax && !this.newer;
      at += 1
    ) {
      this.#line += 1;
      const end = digest?.ends[at] ?? lines.bytes.indexOf(10, start) + 1;
      try {
        if (end - start > lineBytesMax) throw new Fault('line-too-long');
        if (digest?.fits[at] === 1) this.#addDigested(digest, at);
        else this.#readLine(lines, start, end);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (error.code === newerCode) this.newer = { line: this.#line, ...error.facts };
        else {
          this.#whole = false;
          this.#fault(error.code, error.facts);
        }
      }
      start = end;
    }
  }

  /** The end line, once it was read. */
  get end(): ExportEnd | null {
    return this.#end;
  }

  /** Time of the last entry. */
  get lastAt(): string | null {
    return this.#lastAt;
  }

  /** After the last line. `size` is the checkpoint's; null where it cannot be trusted. */
  finish(size: number | null): { root: Uint8Array | null; numbersFault: LineFault | null } {
    if (this.faultCount >= faultsMax) return { root: null, numbersFault: null };
    if (this.#end === null) {
      this.#fault('file-truncated', { afterIndex: this.#next - 1 }, false);
      this.#whole = false;
    } else if (this.#end.entries !== this.entries) {
      this.#fault('entries-counted', { said: this.#end.entries, found: this.entries }, false);
    }
    if (size !== null && this.#next < size && this.#end !== null)
      this.#fault('index-missing', { index: this.#next }, false);
    if (size !== null && this.#next > size)
      this.#fault('index-beyond-checkpoint', { index: this.#next - 1, size }, false);
    const { numbers } = this.#claim;
    const held = numbers ? numbers.last - numbers.first + 1 : 0;
    if (numbers && this.entries !== held) {
      this.#numbersFault ??= {
        code: 'number-missing',
        facts: { number: numbers.first + this.entries, last: numbers.last },
      };
    }
    return { root: this.#whole ? this.#fold.root() : null, numbersFault: this.#numbersFault };
  }

  #readLine(lines: Lines, start: number, end: number): void {
    const { text } = lines;
    if (this.#end !== null) throw new Fault('line-after-end');
    if (text.startsWith('{"fields"', start)) this.#readEntryLine(lines, start);
    else if (text.startsWith('{"subtree"', start)) this.#readSubtree(text, start);
    else this.#end = readEnd(lines.bytes.subarray(start, end));
  }

  #readEntryLine(lines: Lines, start: number): void {
    const entry = this.#entry;
    readKnown(entry, lines, start);
    const { index, fault } = entry;
    this.#countShown(index, entry.shownMask);
    if (fault) this.#fault(fault.code, { index, at: entry.at, ...fault.facts });
    this.#take(index, 1);
    if (this.#whole) this.#fold.addLeaf(entry.leafBytes);
    this.#count(entry, entry.at, entry.at);
  }

  #addDigested(digest: GroupDigest, at: number): void {
    if (this.#end !== null) throw new Fault('line-after-end');
    const index = digest.indexes[at] ?? 0;
    this.#countShown(index, digest.shown[at] ?? 0);
    this.#take(index, 1);
    const hashAt = at * hashBytes;
    if (this.#whole) this.#fold.addSubtree(1, digest.leafHashes.subarray(hashAt, hashAt + hashBytes));
    const entry = { index, number: digest.numbers[at] ?? 0, organisation: this.#claim.organisation };
    // The last time of the group is right once its last entry was counted.
    this.#count(entry, digest.firstAt, digest.lastAt);
  }

  #count(entry: NumberedEntry, firstAt: string | null, lastAt: string | null): void {
    this.#checkNumber(entry);
    if (this.entries === 0) this.firstAt = firstAt;
    this.#lastAt = lastAt;
    this.entries += 1;
    this.#noteRoot();
  }

  /** Of an entry an export shows all but from where somebody came, which not everybody may see: the rest is nobody's to leave out. */
  #countShown(index: number, shownMask: number): void {
    for (const [bit, field] of fieldNames.entries()) {
      if (shownMask & (1 << bit)) continue;
      if (field === 'client') this.clientsLeftOut += 1;
      else this.#fault('entry-field-withheld', { index, field });
    }
  }

  #readSubtree(text: string, start: number): void {
    subtreePattern.lastIndex = start;
    const [, hash = '', indexText, sizeText] = subtreePattern.exec(text) ?? [];
    const bytes = decodeBase64(hash);
    const index = Number(indexText);
    const size = Number(sizeText);
    const fits = Number.isInteger(Math.log2(size)) && index % size === 0;
    if (!bytes || !fits) throw new Fault('line-malformed');
    this.#take(index, size);
    this.leftOut += size;
    if (this.#whole) this.#fold.addSubtree(size, bytes);
    this.#noteRoot();
  }

  /** Every index once, in order: says which one is missing, doubled or out of its place. */
  #take(index: number, size: number): void {
    if (index === this.#next) {
      this.#next += size;
      return;
    }
    this.#whole = false;
    if (index > this.#next) {
      const upTo = index - 1;
      this.#fault('index-missing', { index: this.#next, ...(upTo > this.#next ? { upTo } : {}) });
      this.#next = index + size;
    } else this.#outOfOrder(index);
  }

  #checkNumber({ index, number, organisation }: NumberedEntry): void {
    if (number !== 0 && organisation !== this.#claim.organisation) {
      this.#fault('entry-of-another-organisation', { index });
    }
    const { numbers } = this.#claim;
    if (!numbers) return;
    const expected = numbers.first + this.entries;
    if (number === expected) return;
    this.#numbersFault ??= {
      code: 'number-missing',
      facts: { number: expected, found: number === 0 ? null : number, index, line: this.#line },
    };
  }

  /** An index seen before is doubled; one that was missed until now has changed its place. */
  #outOfOrder(index: number): void {
    const missed = this.faults.findIndex(
      ({ code, facts }) => code === 'index-missing' && facts.index === index && facts.upTo === undefined,
    );
    if (missed < 0) this.#fault('index-out-of-order', { index });
    else {
      const line = this.faults[missed]?.facts.line ?? null;
      this.faults[missed] = { code: 'entries-reordered', facts: { line, index, foundAtLine: this.#line } };
    }
  }

  #noteRoot(): void {
    if (this.#whole && this.#fold.size === this.#claim.rootAt) this.rootAt = this.#fold.root();
  }

  #fault(code: string, facts: Facts, atLine = true): void {
    this.faultCount += 1;
    if (this.faults.length >= faultsNamedMax) return;
    this.faults.push({ code, facts: atLine ? { line: this.#line, ...facts } : facts });
  }
}
