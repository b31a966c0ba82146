import { Fault } from './fault';
import { hashBytes } from './merkle';
import type { EntryReader } from './read-entry';
import { type Lines, lineBytesMax } from './read-lines';
import type { Sha256 } from './sha256';

/**
 * What the dear part of verifying found out about a group of lines, line by line. It judges nothing: a line that is anything but
 * an entry as it should be is left to the verifier, which reads it as if there were no digest.
 */
export type GroupDigest = {
  /** Offset behind each line. */
  ends: Int32Array<ArrayBuffer>;
  /** 1 where the line is an entry that fits its commitments and shows no other organisation's number. */
  fits: Uint8Array<ArrayBuffer>;
  /** Of the lines that fit: index in the log, number (0: none shown), and 32 bytes of the leaf's hash. */
  indexes: Float64Array<ArrayBuffer>;
  numbers: Float64Array<ArrayBuffer>;
  leafHashes: Uint8Array<ArrayBuffer>;
  /** Of the lines that fit: the fields they show, as bits. */
  shown: Uint8Array<ArrayBuffer>;
  /** Time of the first and of the last line that fits. */
  firstAt: string | null;
  lastAt: string | null;
};

/** Digests groups elsewhere while the verifier goes on: threads of the command line. Null: read it yourself. */
export type ReadAhead = {
  /** Groups that may wait at once. */
  groups: number;
  digest(lines: Lines, from: number, organisation: string): Promise<GroupDigest | null>;
};

/** Reads the lines of a group from this offset on. The group's bytes are overwritten. */
export function digestGroup(
  sha256: Sha256,
  entry: EntryReader,
  lines: Lines,
  from: number,
  organisation: string,
): GroupDigest {
  const ends = lineEnds(lines.bytes, from);
  const count = ends.length;
  const digest: GroupDigest = {
    ends,
    fits: new Uint8Array(count),
    indexes: new Float64Array(count),
    numbers: new Float64Array(count),
    leafHashes: new Uint8Array(count * hashBytes),
    shown: new Uint8Array(count),
    firstAt: null,
    lastAt: null,
  };
  for (let at = 0, start = from; at < count; at += 1) {
    const end = ends[at] ?? 0;
    if (fits(entry, lines, start, end, organisation)) {
      digest.fits[at] = 1;
      digest.indexes[at] = entry.index;
      digest.numbers[at] = entry.number;
      digest.shown[at] = entry.shownMask;
      sha256.into(entry.leafBytes, digest.leafHashes, at * hashBytes);
      digest.firstAt ??= entry.at;
      digest.lastAt = entry.at;
    }
    start = end;
  }
  return digest;
}

function lineEnds(bytes: Uint8Array, from: number): Int32Array<ArrayBuffer> {
  const ends: number[] = [];
  for (let start = from; start < bytes.length; ) {
    start = bytes.indexOf(10, start) + 1;
    ends.push(start);
  }
  return Int32Array.from(ends);
}

function fits(entry: EntryReader, lines: Lines, start: number, end: number, organisation: string): boolean {
  if (end - start > lineBytesMax || !lines.text.startsWith('{"fields"', start)) return false;
  try {
    entry.read(lines, start);
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
  return entry.fault === null && (entry.number === 0 || entry.organisation === organisation);
}

/** A group with what is known of it. */
export type DigestedGroup = { group: Lines; from: number; digest: GroupDigest | null };

/**
 * The groups in their order, each with its digest where there is one; `first` begins at `from`.
 * @throws what `groups` throws, after all that was read before it
 */
export async function* digestAhead(
  first: Lines,
  from: number,
  groups: AsyncGenerator<Lines>,
  organisation: string,
  readAhead: ReadAhead | undefined,
): AsyncGenerator<DigestedGroup> {
  const waiting: { group: Lines; from: number; digest: Promise<GroupDigest | null> }[] = [];
  const take = (group: Lines, start: number) => {
    const digest = readAhead?.digest(group, start, organisation) ?? Promise.resolve(null);
    waiting.push({ group, from: start, digest: digest.catch(() => null) });
  };
  const next = async (): Promise<DigestedGroup | null> => {
    const one = waiting.shift();
    return one ? { ...one, digest: await one.digest } : null;
  };
  let broken: { error: unknown } | null = null;
  take(first, from);
  for (let done = false; !done; ) {
    try {
      const read = await groups.next();
      if (read.done) done = true;
      else take(read.value, 0);
    } catch (error) {
      broken = { error };
      done = true;
    }
    while (waiting.length > (done ? 0 : (readAhead?.groups ?? 0))) {
      const one = await next();
      if (one) yield one;
    }
  }
  if (broken) throw broken.error;
}
