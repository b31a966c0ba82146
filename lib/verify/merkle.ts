import { Fault } from './fault';
import type { Sha256 } from './sha256';

/** Bytes of every hash of the tree. */
export const hashBytes = 32;

/** Hash of a leaf: SHA-256(0x00 || leaf) (RFC 6962, section 2.1). */
export function leafHash(sha256: Sha256, leaf: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(leaf.length + 1);
  bytes.set(leaf, 1);
  return digest(sha256, bytes);
}

/** Hash of an inner node: SHA-256(0x01 || left || right). */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * hashBytes);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + hashBytes);
  return digest(sha256, bytes);
}

function digest(sha256: Sha256, bytes: Uint8Array): Uint8Array {
  const hash = new Uint8Array(hashBytes);
  sha256.into(bytes, hash, 0);
  return hash;
}

const isOdd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);

/**
 * The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2).
 * @throws Fault `proof-malformed` for a proof of the wrong length
 */
export function rootOfInclusion(
  sha256: Sha256,
  { index, size, leaf, path }: { index: number; size: number; leaf: Uint8Array; path: readonly Uint8Array[] },
): Uint8Array {
  if (index >= size) throw new Fault('proof-malformed', { index, size });
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0) throw new Fault('proof-malformed', { index, size });
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sha256, sibling, hash);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else hash = nodeHash(sha256, hash, sibling);
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) throw new Fault('proof-malformed', { index, size });
  return hash;
}

/** Two heads of one log. */
export type Head = { size: number; root: Uint8Array };

/** Whether the later head continues the earlier one, by a consistency proof (RFC 9162, section 2.1.4.2). */
export function isConsistent(
  sha256: Sha256,
  earlier: Head,
  later: Head,
  proof: readonly Uint8Array[],
): boolean {
  if (earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && sameHash(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0;
  const isPowerOfTwo = Number.isInteger(Math.log2(earlier.size));
  const [first, ...rest] = isPowerOfTwo ? [earlier.root, ...proof] : proof;
  if (!first) return false;
  let fn = earlier.size - 1;
  let sn = later.size - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  let fr = first;
  let sr = first;
  for (const hash of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(sha256, hash, fr);
      sr = nodeHash(sha256, hash, sr);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else sr = nodeHash(sha256, sr, hash);
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && sameHash(fr, earlier.root) && sameHash(sr, later.root);
}

/** Same 32 bytes. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
