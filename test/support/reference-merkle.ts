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

/** MTH, from leaf hashes. */
export function rootOfLeaves(d: readonly Uint8Array[]): Buffer {
  if (d.length === 0) return sha256();
  if (d.length === 1) return Buffer.from(d[0] ?? []);
  return pair(rootOfLeaves(d.slice(0, k(d.length))), rootOfLeaves(d.slice(k(d.length))));
}

/** PATH(m, D[n]). */
export function path(m: number, d: readonly Uint8Array[]): Buffer[] {
  if (d.length <= 1) return [];
  const split = k(d.length);
  return m < split
    ? [...path(m, d.slice(0, split)), rootOfLeaves(d.slice(split))]
    : [...path(m - split, d.slice(split)), rootOfLeaves(d.slice(0, split))];
}

/** PROOF(m, D[n]), 0 < m ≤ n. */
export function proof(m: number, d: readonly Uint8Array[]): Buffer[] {
  return subproof(m, d, true);
}

function subproof(m: number, d: readonly Uint8Array[], b: boolean): Buffer[] {
  if (m === d.length) return b ? [] : [rootOfLeaves(d)];
  const split = k(d.length);
  return m <= split
    ? [...subproof(m, d.slice(0, split), b), rootOfLeaves(d.slice(split))]
    : [...subproof(m - split, d.slice(split), false), rootOfLeaves(d.slice(0, split))];
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
