import 'server-only';
import { AppError } from '../errors';
import type { Services } from '../services';
import { signCheckpoint } from './checkpoint';
import { emptyRoot } from './merkle';
import { readPartialTile } from './read-nodes';
import { hashBytes, parseTilePath, tileWidth, widthOf } from './tiles';

/** The newest signed head as text; before the log's first second, that of the log without entries. */
export async function readHead({ db, keys }: Pick<Services, 'db' | 'keys'>): Promise<string> {
  const newest = await db.logCheckpoint.findFirst({ orderBy: { treeSize: 'desc' }, select: { note: true } });
  return newest?.note ?? signCheckpoint(keys.log, { treeSize: 0, rootHash: emptyRoot });
}

/**
 * The hashes of a tile by its path (C2SP tlog-tiles), whole or the first so many, as far as the newest checkpoint goes.
 * @throws AppError `not-found` for what is no path, or beyond
 */
export async function readTile(
  { db }: Pick<Services, 'db'>,
  segments: readonly string[],
): Promise<Uint8Array> {
  const tile = parseTilePath(segments);
  if (!tile) throw new AppError('not-found');
  const newest = await db.logCheckpoint.findFirst({
    orderBy: { treeSize: 'desc' },
    select: { treeSize: true },
  });
  const { level, index, width } = tile;
  if (!newest || width > widthOf(tile, Number(newest.treeSize))) throw new AppError('not-found');
  const stored = await db.logTile.findUnique({
    where: { level_tileIndex: { level, tileIndex: BigInt(index) } },
    select: { hashes: true },
  });
  const hashes = stored?.hashes ?? (await readPartialTile(db, tile));
  if (hashes.length < width * hashBytes || hashes.length > tileWidth * hashBytes)
    throw new AppError('not-found');
  return hashes.subarray(0, width * hashBytes);
}
