import { createHash } from 'node:crypto';

/** Leaves from `begin` up to, without, `end`. */
export type Range = { begin: number; end: number };
/** A complete, aligned subtree: the `index`-th of those with 2^`height` leaves. */
export type Node = { height: number; index: number };

/** MTH of the empty tree (RFC 6962, section 2.1). */
export const emptyRoot: Uint8Array = createHash('sha256').digest();

/** SHA-256(0x00 || leaf). */
export function hashLeaf(leaf: string | Uint8Array): Uint8Array {
  return createHash('sha256').update('\0').update(leaf).digest();
}

/** SHA-256(0x01 || left || right). */
export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}

/** The fewest complete, aligned subtrees that cover a range, from left to right: at most two of each height. */
export function coveringNodes({ begin, end }: Range): Node[] {
  const nodes: Node[] = [];
  let at = begin;
  while (at < end) {
    let height = 0;
    // Sizes pass 2^32, where bit operators end.
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height++;
    nodes.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return nodes;
}

/** The hash over neighbours that stand for one subtree of RFC 6962 (which is split at the greatest power of two each time). */
export function foldNodes(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => hashPair(left, right));
}

/** The subtrees whose hashes are PATH(index, D[size]) of RFC 6962, section 2.1.1, in its order. @throws RangeError */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size))
    throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const path: Range[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      path.push({ begin: middle, end });
      end = middle;
    } else {
      path.push({ begin, end: middle });
      begin = middle;
    }
  }
  return path.reverse();
}

/**
 * The subtrees whose hashes are PROOF(from, D[size]) of RFC 6962, section 2.1.2, in its order; none for `from` = `size`
 * and for the empty tree, of which every tree is a continuation.
 * @throws RangeError
 */
export function consistencyRanges(from: number, size: number): Range[] {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(size) && from >= 0 && from <= size))
    throw new RangeError(`a tree of ${size} continues none of ${from}`);
  const path: Range[] = [];
  if (from === 0) return path;
  let [begin, end] = [0, size];
  while (from < end) {
    const middle = begin + splitOf(end - begin);
    if (from <= middle) {
      path.push({ begin: middle, end });
      end = middle;
    } else {
      path.push({ begin, end: middle });
      begin = middle;
    }
  }
  if (begin > 0) path.push({ begin, end });
  return path.reverse();
}

/** The greatest power of two smaller than n ≥ 2. */
function splitOf(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
