import 'server-only';
import type { SubtreeLine } from '../audit-format/export-lines';
import { LogBroken } from './log-broken';
import { coveringNodes, type Node } from './merkle';
import { type LogReader, readNodes } from './read-nodes';

/** Tiles read at once: 512 of 8 KiB. */
const nodesAtOnce = 512;

/**
 * Lets entries (sorted by index, batch by batch) through and puts the subtrees between them, so that both together cover
 * every index from 0 to `treeSize` - 1 once. One or two queries a batch; memory is that of one batch.
 * @throws LogBroken for entries out of order or beyond the tree
 */
export async function* interleaveSubtrees<T extends { index: number }>(
  db: LogReader,
  treeSize: number,
  batches: AsyncIterable<readonly T[]>,
): AsyncGenerator<(T | SubtreeLine)[]> {
  const kept = new Map<string, Uint8Array>();
  let next = 0;
  for await (const batch of batches) {
    const line: (T | Node)[] = [];
    for (const entry of batch) {
      if (entry.index < next || entry.index >= treeSize)
        throw new LogBroken(`entry ${entry.index} stands after ${next - 1} in a tree of ${treeSize}`);
      line.push(...coveringNodes({ begin: next, end: entry.index }), entry);
      next = entry.index + 1;
    }
    yield* withHashes(db, line, kept);
  }
  yield* withHashes<T>(db, coveringNodes({ begin: next, end: treeSize }), kept);
}

async function* withHashes<T extends { index: number }>(
  db: LogReader,
  line: readonly (T | Node)[],
  kept: Map<string, Uint8Array>,
): AsyncGenerator<(T | SubtreeLine)[]> {
  for (let begin = 0; begin < line.length; begin += nodesAtOnce) {
    const piece = line.slice(begin, begin + nodesAtOnce);
    const nodes = piece.filter(isNode);
    const hashes = await readNodes(db, nodes, kept);
    let taken = 0;
    yield piece.map((one) => (isNode(one) ? subtreeLine(one, hashes[taken++]) : one));
  }
}

function isNode(one: { index: number }): one is Node {
  return 'height' in one;
}

function subtreeLine({ height, index }: Node, hash: Uint8Array | undefined): SubtreeLine {
  const size = 2 ** height;
  return {
    subtree: { index: index * size, size, hash: Buffer.from(hash ?? []).toString('base64') },
  };
}
