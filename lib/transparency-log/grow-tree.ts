import { coveringNodes, foldNodes, hashPair } from './merkle';
import { hashBytes, hashInTile, placeOf, type Tile, tileWidth } from './tiles';

/** A tile that has become full. */
export type FullTile = Tile & { hashes: Uint8Array; root: Uint8Array };

/** The right edge of a tree of `size` leaves: of each level the hashes of its last, not full tile. */
export type RightEdge = { size: number; levels: Uint8Array[][] };

/** The tiles that make up the right edge of a tree, from level 0 to the top. */
export function edgeTiles(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, width = size; width > 0; level++, width = Math.floor(width / tileWidth))
    tiles.push({ level, index: Math.floor(width / tileWidth) });
  return tiles;
}

/** Appends leaf hashes: `edge` becomes that of the larger tree; returns the tiles that became full. */
export function growTree(edge: RightEdge, leafHashes: readonly Uint8Array[]): FullTile[] {
  const full: FullTile[] = [];
  for (const hash of leafHashes) {
    edge.size++;
    let carried: Uint8Array | null = hash;
    for (let level = 0; carried; level++) {
      const tile: Uint8Array[] = edge.levels[level] ?? [];
      edge.levels[level] = tile;
      tile.push(carried);
      if (tile.length < tileWidth) break;
      const hashes = Buffer.concat(tile);
      carried = hashInTile(hashes, 0, 8);
      full.push({ level, index: edge.size / tileWidth ** (level + 1) - 1, hashes, root: carried });
      tile.length = 0;
    }
  }
  return full;
}

/** MTH of the tree that ends in this edge (RFC 6962, section 2.1). */
export function rootOf({ size, levels }: RightEdge): Uint8Array {
  const hashes = coveringNodes({ begin: 0, end: size }).map((node) => {
    const { level, first, height } = placeOf(node);
    return perfectRoot((levels[level] ?? []).slice(first, first + 2 ** height));
  });
  return foldNodes(hashes);
}

function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (hashes.length <= 1) return only ?? new Uint8Array(hashBytes);
  const half = hashes.length / 2;
  return hashPair(perfectRoot(hashes.slice(0, half)), perfectRoot(hashes.slice(half)));
}
