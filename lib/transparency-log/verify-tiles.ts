import type { Tx } from '../db/transaction';
import type { Faults } from './fault';
import { hashBytes, hashInTile, tileWidth } from './tiles';

type TileRow = { tile_index: bigint; hashes: Uint8Array; root: Uint8Array };
const tileBytes = tileWidth * hashBytes;

/**
 * Holds the tiles of leaf hashes from leaf `begin` (the first of a tile) on against the leaves. A hash that is either the stored
 * one or that made again is not the tile's fault: the walk says whose it is.
 */
export async function verifyLeafTiles(
  tx: Tx,
  begin: number,
  leaves: readonly { stored: Uint8Array | null; remade: Uint8Array | null }[],
  faults: Faults,
): Promise<void> {
  const first = begin / tileWidth;
  const count = Math.floor(leaves.length / tileWidth);
  const tiles = await readTiles(tx, 0, first, first + count);
  for (let index = first; index < first + count; index++) {
    const at = index * tileWidth;
    verifyTile(tiles.get(index), at, 1, faults, (i) => {
      const leaf = leaves[at - begin + i];
      return [leaf?.stored, leaf?.remade];
    });
  }
}

/** Holds the tiles above against the roots of the tiles below them. */
export async function verifyUpperTiles(tx: Tx, treeSize: number, faults: Faults): Promise<void> {
  for (let level = 1; ; level++) {
    const width = tileWidth ** level;
    const count = Math.floor(treeSize / (width * tileWidth));
    if (count === 0) return;
    for (let index = 0; index < count; index++) {
      const tile = (await readTiles(tx, level, index, index + 1)).get(index);
      const below = await readTiles(tx, level - 1, index * tileWidth, (index + 1) * tileWidth);
      verifyTile(tile, index * tileWidth * width, width, faults, (i) => [
        below.get(index * tileWidth + i)?.root,
      ]);
    }
  }
}

/** `first`: the tile's first leaf; `width`: leaves below each of its hashes; `right`: what the i-th hash may be. */
function verifyTile(
  tile: TileRow | undefined,
  first: number,
  width: number,
  faults: Faults,
  right: (i: number) => (Uint8Array | null | undefined)[],
): void {
  const wrong = (from: number, to: number) =>
    faults.add({ kind: 'tile-edited', index: first + from * width, end: first + to * width });
  if (tile?.hashes.length !== tileBytes) {
    wrong(0, tileWidth);
    return;
  }
  const hashes = Buffer.from(tile.hashes);
  for (let i = 0; i < tileWidth; i++) {
    const hash = hashes.subarray(i * hashBytes, (i + 1) * hashBytes);
    if (right(i).some((one) => one && hash.equals(one))) continue;
    wrong(i, i + 1);
    return;
  }
  if (!Buffer.from(hashInTile(hashes, 0, 8)).equals(tile.root)) wrong(0, tileWidth);
}

async function readTiles(tx: Tx, level: number, first: number, end: number): Promise<Map<number, TileRow>> {
  const rows = await tx.$queryRaw<TileRow[]>`
    SELECT tile_index, hashes, root FROM log_tiles
    WHERE level = ${level}::int AND tile_index >= ${first}::bigint AND tile_index < ${end}::bigint`;
  return new Map(rows.map((row) => [Number(row.tile_index), row]));
}
