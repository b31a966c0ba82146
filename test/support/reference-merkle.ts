import { createHash } from 'node:crypto';

/** RFC 6962, sections 2.1 to 2.1.2, written down as it stands there, recursively; what the log's own code is held against. */
const sha256 = (...parts: Uint8Array[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const pair = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.of(1), left, right);

/** The largest power of two smaller than n. */
function k(n: number): number {
  let power = 1;
  while (power << 1 < n) power <<= 1;
  return power;
}

/** A tree over leaf hashes as the RFC defines it; what was computed once is kept, because tests ask for every size. */
export function referenceTree(leafHashes: readonly Uint8Array[]) {
  const known = new Map<string, Buffer>();

  /** MTH(D[begin:end]). */
  function root(begin: number, end: number): Buffer {
    if (end === begin) return sha256();
    if (end - begin === 1) return Buffer.from(leafHashes[begin] ?? []);
    const key = `${begin}:${end}`;
    const middle = begin + k(end - begin);
    const hash = known.get(key) ?? pair(root(begin, middle), root(middle, end));
    known.set(key, hash);
    return hash;
  }

  /** PATH(m, D[begin:end]). */
  function path(m: number, begin: number, end: number): Buffer[] {
    if (end - begin <= 1) return [];
    const split = k(end - begin);
    return m < split
      ? [...path(m, begin, begin + split), root(begin + split, end)]
      : [...path(m - split, begin + split, end), root(begin, begin + split)];
  }

  /** SUBPROOF(m, D[begin:end], b). */
  function subproof(m: number, begin: number, end: number, b: boolean): Buffer[] {
    if (m === end - begin) return b ? [] : [root(begin, end)];
    const split = k(end - begin);
    return m <= split
      ? [...subproof(m, begin, begin + split, b), root(begin + split, end)]
      : [...subproof(m - split, begin + split, end, false), root(begin, begin + split)];
  }

  return {
    root: (size: number) => root(0, size),
    path: (m: number, size: number) => path(m, 0, size),
    /** PROOF(m, D[size]), 0 < m ≤ size. */
    proof: (m: number, size: number) => subproof(m, 0, size, true),
  };
}

/** MTH, from leaf hashes. */
export function rootOfLeaves(d: readonly Uint8Array[]): Buffer {
  return referenceTree(d).root(d.length);
}

/** RFC 9162, section 2.1.3.2: the root that an inclusion proof leads to. @throws where the proof is not as long as it must be */
export function rootFromInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  hashes: readonly Uint8Array[],
): Buffer {
  let [fn, sn] = [index, size - 1];
  let r = Buffer.from(leaf);
  for (const p of hashes) {
    if (sn === 0) throw new Error('too long');
    if (fn & 1 || fn === sn) {
      r = pair(p, r);
      while (!(fn & 1) && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else r = pair(r, p);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  if (sn !== 0) throw new Error('too short');
  return r;
}

/** RFC 9162, section 2.1.4.2: the new root a consistency proof leads to. @throws where it does not lead to the old one first */
export function rootFromConsistency(
  first: number,
  second: number,
  firstRoot: Uint8Array,
  hashes: readonly Uint8Array[],
): Buffer {
  if (first === second) return Buffer.from(firstRoot);
  const isPower = (first & (first - 1)) === 0;
  const [start, ...rest] = isPower ? [firstRoot, ...hashes] : hashes;
  let [fn, sn] = [first - 1, second - 1];
  while (fn & 1) [fn, sn] = [fn >> 1, sn >> 1];
  let fr = Buffer.from(start ?? []);
  let sr = fr;
  for (const c of rest) {
    if (sn === 0) throw new Error('too long');
    if (fn & 1 || fn === sn) {
      [fr, sr] = [pair(c, fr), pair(c, sr)];
      while (!(fn & 1) && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else sr = pair(sr, c);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  if (sn !== 0) throw new Error('too short');
  if (!fr.equals(Buffer.from(firstRoot))) throw new Error('not the old root');
  return sr;
}
