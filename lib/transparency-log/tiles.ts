import { LogBroken } from './log-broken';
import { hashPair, type Node } from './merkle';

/** Hashes of a full tile (C2SP tlog-tiles): height 8. */
export const tileWidth = 256;
const tileHeight = 8;
export const hashBytes = 32;

/** The `index`-th tile of a level; its hashes are those of subtrees of 256^level leaves. */
export type Tile = { level: number; index: number };
/** A tile, and which of its hashes (from `first`, 2^`height` of them) stand below a node. */
export type NodePlace = Tile & { first: number; height: number };

/** Where the hash of a node is to be had. */
export function placeOf({ height, index }: Node): NodePlace {
  const level = Math.floor(height / tileHeight);
  const within = height % tileHeight;
  const hash = index * 2 ** within;
  return { level, index: Math.floor(hash / tileWidth), first: hash % tileWidth, height: within };
}

/** The hash above 2^`height` neighbours of a tile's concatenated hashes. */
export function hashInTile(hashes: Uint8Array, first: number, height: number): Uint8Array {
  if (height === 0) {
    const hash = hashes.subarray(first * hashBytes, (first + 1) * hashBytes);
    if (hash.length !== hashBytes) throw new LogBroken('the tile does not hold this hash');
    return hash;
  }
  const half = 2 ** (height - 1);
  return hashPair(hashInTile(hashes, first, height - 1), hashInTile(hashes, first + half, height - 1));
}

/** How many hashes a tile has in a tree of that size: 256, fewer on the right edge, 0 beyond. */
export function widthOf({ level, index }: Tile, treeSize: number): number {
  const hashes = Math.floor(treeSize / tileWidth ** level) - index * tileWidth;
  return Math.max(0, Math.min(tileWidth, hashes));
}

/**
 * Reads the last segments of a C2SP tile path: `<L>/<N>` or `<L>/<N>.p/<W>`, N in groups of three digits, all but the
 * last with an x before. Null where it is not one, or not in its one spelling.
 */
export function parseTilePath(segments: readonly string[]): (Tile & { width: number }) | null {
  const match = /^(\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(segments.join('/'));
  if (!match) return null;
  const [, levelText = '', indexText = '', widthText] = match;
  const tile = {
    level: Number(levelText),
    index: Number(indexText.replaceAll(/[x/]/g, '')),
    width: widthText === undefined ? tileWidth : Number(widthText),
  };
  const inOneSpelling = Number.isSafeInteger(tile.index) && tilePath(tile) === segments.join('/');
  return tile.level <= 63 && tile.width >= 1 && inOneSpelling ? tile : null;
}

/** `<L>/<N>[.p/<W>]` (C2SP tlog-tiles). */
export function tilePath({ level, index, width }: Tile & { width: number }): string {
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  return `${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`;
}
