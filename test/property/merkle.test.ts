import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growTree, type RightEdge, rootOf } from '../../lib/transparency-log/grow-tree';
import {
  consistencyRanges,
  coveringNodes,
  foldNodes,
  inclusionRanges,
  type Node,
  type Range,
} from '../../lib/transparency-log/merkle';
import { addToPeaks, type Peaks, rootOfPeaks } from '../../lib/transparency-log/peaks';
import { hashInTile, parseTilePath, placeOf, tilePath, widthOf } from '../../lib/transparency-log/tiles';
import { referenceTree, rootFromConsistency, rootFromInclusion } from '../support/reference-merkle';
import { runs } from '../support/runs';

const leavesOf = (seed: number, count: number) =>
  Array.from({ length: count }, (_, i) => createHash('sha256').update(`${seed} ${i}`).digest());

/** The log's own tiles over these leaves, and what it computes from them. */
function tiledTree(leaves: readonly Uint8Array[]) {
  const edge: RightEdge = { size: 0, levels: [] };
  const full = growTree(edge, leaves);
  const tiles = new Map(full.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  edge.levels.forEach((hashes, level) => {
    tiles.set(`${level}/${Math.floor(leaves.length / 256 ** (level + 1))}`, Buffer.concat(hashes));
  });
  const known = new Map<string, Uint8Array>(); // tests ask for the same ranges a thousand times
  return (ranges: readonly Range[]) =>
    ranges.map((range) => {
      const key = `${range.begin}:${range.end}`;
      const hash = known.get(key) ?? foldNodes(coveringNodes(range).map(hashOf));
      known.set(key, hash);
      return hash;
    });

  function hashOf(node: Node): Uint8Array {
    const { level, index, first, height } = placeOf(node);
    return hashInTile(tiles.get(`${level}/${index}`) ?? new Uint8Array(), first, height);
  }
}

describe('proofs from tiles', () => {
  const leaves = leavesOf(0, 300);
  const reference = referenceTree(leaves);
  const hashesOf = tiledTree(leaves);

  test('of every entry, in trees of all sizes to 300, are those of RFC 6962, and lead to the root', () => {
    for (let size = 1; size <= 300; size++)
      for (let index = 0; index < size; index++) {
        const proof = hashesOf(inclusionRanges(index, size));
        const expected = reference.path(index, size);
        if (proof.length !== expected.length || proof.some((hash, i) => !expected[i]?.equals(hash)))
          expect({ size, index, proof }).toEqual({ size, index, proof: expected });
        const root = rootFromInclusion(index, size, leaves[index] ?? Buffer.of(), proof);
        if (!root.equals(reference.root(size))) expect({ size, index }).toBe('proved');
      }
  });

  test('of every growth, between all sizes to 300, are those of RFC 6962, and lead to both roots', () => {
    for (let size = 1; size <= 300; size++)
      for (let from = 1; from <= size; from++) {
        const proof = hashesOf(consistencyRanges(from, size));
        const expected = reference.proof(from, size);
        if (proof.length !== expected.length || proof.some((hash, i) => !expected[i]?.equals(hash)))
          expect({ size, from, proof }).toEqual({ size, from, proof: expected });
        const root = rootFromConsistency(from, size, reference.root(from), proof);
        if (!root.equals(reference.root(size))) expect({ size, from }).toBe('proved');
      }
  });

  test('hold for any leaves and any way they arrive', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (seed, batches, pick) => {
          const size = batches.reduce((sum, batch) => sum + batch, 0);
          const some = leavesOf(seed, size);
          const edge: RightEdge = { size: 0, levels: [] };
          const peaks: Peaks = [];
          let taken = 0;
          for (const batch of batches) {
            growTree(edge, some.slice(taken, taken + batch));
            taken += batch;
          }
          for (const leaf of some) addToPeaks(peaks, leaf);
          const { root, path } = referenceTree(some);
          expect(Buffer.from(rootOf(edge))).toEqual(root(size));
          expect(Buffer.from(rootOfPeaks(peaks))).toEqual(root(size));
          const index = pick % size;
          expect(tiledTree(some)(inclusionRanges(index, size))).toEqual(path(index, size));
        },
      ),
      { numRuns: runs(60) },
    );
  });

  test('are refused for leaves and growths that there are not', () => {
    for (const [index, size] of [
      [0, 0],
      [5, 5],
      [-1, 5],
      [0.5, 5],
      [1, 2 ** 60],
    ] as const)
      expect(() => inclusionRanges(index, size)).toThrow(RangeError);
    for (const [from, size] of [
      [6, 5],
      [-1, 5],
      [0.5, 1],
    ] as const)
      expect(() => consistencyRanges(from, size)).toThrow(RangeError);
  });

  test('in trees beyond 2^32 name as few subtrees as in small ones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 2 ** 45 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (size, at) => {
          const ranges = inclusionRanges(Math.floor(size * at), size);
          expect(ranges.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
          const nodes = ranges.flatMap(coveringNodes);
          expect(nodes.length).toBeLessThan(100);
          expect(nodes.every((node) => Number.isSafeInteger(node.index))).toBe(true);
          const covered = ranges.reduce((sum, { begin, end }) => sum + end - begin, 1);
          expect(covered).toBe(size);
        },
      ),
    );
  });
});

describe('the path of a tile (C2SP tlog-tiles)', () => {
  test('is read back as it was written, and in no other spelling', () => {
    const tile = fc.record({
      level: fc.nat(63),
      index: fc.nat(2 ** 31 - 1),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tile, (one) => {
        expect(parseTilePath(tilePath(one).split('/'))).toEqual(one);
      }),
    );
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('0/x001/x234/067');
    expect(tilePath({ level: 3, index: 7, width: 9 })).toBe('3/007.p/9');
    for (const path of [
      '0/x000/007',
      '00/007',
      '0/7',
      '0/007.p/256',
      '0/007.p/0',
      '0/007.p/09',
      '64/000',
      '0/x1/000',
      '',
      '0',
      'data/000',
    ])
      expect(parseTilePath(path.split('/'))).toBeNull();
  });

  test('its width follows from the size of the tree', () => {
    expect(widthOf({ level: 0, index: 0 }, 300)).toBe(256);
    expect(widthOf({ level: 0, index: 1 }, 300)).toBe(44);
    expect(widthOf({ level: 0, index: 2 }, 300)).toBe(0);
    expect(widthOf({ level: 1, index: 0 }, 300)).toBe(1);
  });
});
