import 'server-only';
import { consistencyRanges, coveringNodes, foldNodes, inclusionRanges, type Range } from './merkle';
import { type LogReader, readNodes } from './read-nodes';

/** PATH(index, D[treeSize]): RFC 6962, section 2.1.1. @throws RangeError for a leaf the tree has not, or a tree there is not */
export function inclusionProof(db: LogReader, index: number, treeSize: number): Promise<Uint8Array[]> {
  return hashRanges(db, inclusionRanges(index, treeSize));
}

/** The same for several leaves, in their order: their tiles are read at once, each one time. @throws RangeError as above */
export async function inclusionProofs(
  db: LogReader,
  indexes: readonly number[],
  treeSize: number,
): Promise<Uint8Array[][]> {
  const paths = indexes.map((index) => inclusionRanges(index, treeSize));
  const hashes = await hashRanges(db, paths.flat());
  let taken = 0;
  return paths.map(({ length }) => {
    taken += length;
    return hashes.slice(taken - length, taken);
  });
}

/** PROOF(from, D[treeSize]): RFC 6962, section 2.1.2. @throws RangeError as above */
export function consistencyProof(db: LogReader, from: number, treeSize: number): Promise<Uint8Array[]> {
  return hashRanges(db, consistencyRanges(from, treeSize));
}

async function hashRanges(db: LogReader, ranges: readonly Range[]): Promise<Uint8Array[]> {
  const covers = ranges.map(coveringNodes);
  const hashes = await readNodes(db, covers.flat());
  let taken = 0;
  return covers.map((nodes) => {
    taken += nodes.length;
    return foldNodes(hashes.slice(taken - nodes.length, taken));
  });
}
