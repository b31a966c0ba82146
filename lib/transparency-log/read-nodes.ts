import type { Tx } from '../db/transaction';
import type { Node } from './merkle';
import { hashBytes, hashInTile, placeOf, type Tile, tileWidth } from './tiles';

/** What the log is read with: the client or a transaction. */
export type LogReader = Pick<Tx, '$queryRaw'>;

const keyOf = ({ level, index }: Tile) => `${level}/${index}`;

/**
 * The hashes of complete subtrees, in the order asked. Reads each tile that they stand in once: one query for full tiles,
 * one for those on the right edge (from leaves and from the roots of the tiles below). `kept` may hold tiles from the
 * call before, and holds this call's afterwards.
 * @throws LogBroken where the log does not reach that far, or holes were made in it
 */
export async function readNodes(
  db: LogReader,
  nodes: readonly Node[],
  kept = new Map<string, Uint8Array>(),
): Promise<Uint8Array[]> {
  const places = nodes.map(placeOf);
  const wanted = new Map(places.map(({ level, index }) => [keyOf({ level, index }), { level, index }]));
  for (const key of kept.keys()) if (!wanted.has(key)) kept.delete(key);
  const missing = [...wanted].filter(([key]) => !kept.has(key)).map(([, tile]) => tile);
  for (const [key, hashes] of await readTiles(db, missing)) kept.set(key, hashes);
  const found = places.map(({ level, index, first, height }) =>
    hashInTile(kept.get(keyOf({ level, index })) ?? new Uint8Array(), first, height),
  );
  // A tile on the right edge grows: the next call reads it again.
  for (const [key, hashes] of kept) if (hashes.length < tileWidth * hashBytes) kept.delete(key);
  return found;
}

/** Concatenated hashes of tiles, by `level/index`; of those on the right edge, as many as there are. */
async function readTiles(db: LogReader, tiles: readonly Tile[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (tiles.length === 0) return found;
  const full = await db.$queryRaw<{ level: number; tile_index: bigint; hashes: Uint8Array }[]>`
    SELECT t.level, t.tile_index, t.hashes
    FROM unnest(${tiles.map((tile) => tile.level)}::int[], ${tiles.map((tile) => tile.index)}::bigint[]) AS wanted(level, tile_index)
    JOIN log_tiles t USING (level, tile_index)`;
  for (const row of full) found.set(keyOf({ level: row.level, index: Number(row.tile_index) }), row.hashes);
  for (const tile of tiles)
    if (!found.has(keyOf(tile))) found.set(keyOf(tile), await readPartialTile(db, tile));
  return found;
}

/** The hashes there are of a tile that is not full. */
export async function readPartialTile(db: LogReader, { level, index }: Tile): Promise<Uint8Array> {
  const [begin, end] = [index * tileWidth, (index + 1) * tileWidth];
  const rows =
    level === 0
      ? await db.$queryRaw<{ hash: Uint8Array }[]>`
          SELECT leaf_hash AS hash FROM log_leaves WHERE index >= ${begin}::bigint AND index < ${end}::bigint ORDER BY index`
      : await db.$queryRaw<{ hash: Uint8Array }[]>`
          SELECT root AS hash FROM log_tiles
          WHERE level = ${level - 1}::int AND tile_index >= ${begin}::bigint AND tile_index < ${end}::bigint ORDER BY tile_index`;
  return Buffer.concat(rows.map((row) => row.hash));
}
