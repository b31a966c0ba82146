import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../../lib/verify/fault';
import { isConsistent, rootOfInclusion, sameHash } from '../../lib/verify/merkle';
import { fromWebAssembly, loadSha256, type Sha256 } from '../../lib/verify/sha256';
import { TreeFold } from '../../lib/verify/tree-fold';
import { consistencyPath, inclusionPath, merkleRoot } from '../support/proved-log';
import { runs } from '../support/runs';

const sizeMax = 300;
let sha256: Sha256;
const leaves = Array.from({ length: sizeMax }, (_, i) => Buffer.alloc(32, i).fill(i >> 8, 0, 1));

beforeAll(async () => {
  sha256 = await loadSha256();
});

/** The root that a proof leads to, null for one of the wrong length. */
function rootBy(index: number, size: number, path: readonly Uint8Array[], leaf: Uint8Array) {
  try {
    return rootOfInclusion(sha256, { index, size, leaf, path });
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

describe('the verifier’s tree, against RFC 6962’s own definitions', () => {
  test('folding leaves, or any complete subtrees, gives the root, at all sizes to 300', () => {
    for (let size = 0; size <= sizeMax; size += 1) {
      const fold = new TreeFold(sha256);
      for (let i = 0; i < size; ) {
        const widths = [1, 2, 4, 8, 16].filter((width) => i % width === 0 && i + width <= size);
        const width = widths[(i + size) % widths.length] ?? 1;
        fold.addSubtree(width, merkleRoot(leaves.slice(i, i + width)));
        i += width;
      }
      expect(sameHash(fold.root(), merkleRoot(leaves.slice(0, size)))).toBe(true);
    }
  });

  test('every inclusion proof verifies at all sizes to 300, and no other index, size or leaf does with it', () => {
    for (let size = 1; size <= sizeMax; size += 1) {
      const part = leaves.slice(0, size);
      const root = merkleRoot(part);
      for (const index of new Set([0, 1, size >> 1, size - 2, size - 1].filter((i) => i >= 0 && i < size))) {
        const path = inclusionPath(index, part);
        const is = (at: number, of: number, by: readonly Uint8Array[], leaf = leaves[index] ?? root) => {
          const found = rootBy(at, of, by, leaf);
          return found !== null && sameHash(found, root);
        };
        expect(is(index, size, path)).toBe(true);
        expect(is(index, size, path, leaves[(index + 1) % sizeMax])).toBe(false);
        expect(is(index, size, [...path, root])).toBe(false);
        if (path.length > 0) expect(is(index, size, path.slice(1))).toBe(false);
        if (size > 1) expect(is((index + 1) % size, size, path)).toBe(false);
      }
    }
  });

  test('every consistency proof verifies, and nothing that was changed', () => {
    const sizes = fc
      .integer({ min: 1, max: sizeMax })
      .chain((later) =>
        fc.tuple(fc.integer({ min: 1, max: later }), fc.constant(later), fc.nat(20), fc.nat(255)),
      );
    fc.assert(
      fc.property(sizes, ([earlier, later, which, bit]) => {
        const head = (size: number) => ({ size, root: merkleRoot(leaves.slice(0, size)) });
        const proof = consistencyPath(earlier, leaves.slice(0, later));
        expect(isConsistent(sha256, head(earlier), head(later), proof)).toBe(true);
        const other = Buffer.from(head(earlier).root);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isConsistent(sha256, { size: earlier, root: other }, head(later), proof)).toBe(false);
        if (proof.length === 0) return;
        const changed = proof.map((hash) => Buffer.from(hash));
        const hash = changed[which % changed.length];
        if (hash) hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isConsistent(sha256, head(earlier), head(later), changed)).toBe(false);
        expect(isConsistent(sha256, head(earlier), head(later), proof.slice(1))).toBe(false);
        expect(isConsistent(sha256, head(earlier), head(later), [...proof, other])).toBe(false);
      }),
      { numRuns: runs(400) },
    );
  });

  test('the roots of Certificate Transparency’s own test tree', () => {
    // github.com/google/certificate-transparency, merkletree/merkle_tree_test.cc: inputs and roots of sizes 1, 2, 3 and 8
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const roots: Record<number, string> = {
      1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      2: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      3: 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    };
    for (const [size, root] of Object.entries(roots)) {
      const fold = new TreeFold(sha256);
      for (const input of inputs.slice(0, Number(size))) fold.addLeaf(Buffer.from(`00${input}`, 'hex'));
      expect(Buffer.from(fold.root()).toString('hex')).toBe(root);
    }
  });

  test('the hash of a browser is that of Node', async () => {
    const other = await fromWebAssembly();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(other.hex(bytes)).toBe(sha256.hex(bytes));
        const [a, b] = [new Uint8Array(40), new Uint8Array(40)];
        sha256.into(bytes, a, 5);
        other.into(bytes, b, 5);
        expect(a).toEqual(b);
      }),
    );
  });
});
