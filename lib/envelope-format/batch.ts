import { z } from 'zod';
import { type Bytes, concatBytes, fromHex, toHex } from './bytes';
import { encodeCanonicalJson } from './canonical-json';
import { sha256 } from './digest';
import { FormatError } from './format-error';
import { sha256HexSchema } from './part-schema';
import type { Sha256Hex } from './types';

/** Documents that one signature and one timestamp may stand for. */
export const batchDocumentsMax = 1_000;

/** Where one document stands in its batch: its index, and the hashes beside its way up to the root, from below. */
export type BatchPlace = { format: string; index: number; size: number; path: readonly Sha256Hex[] };

/** `document`: the exact bytes that are signed and time-stamped. `places`: one for each document, in their order. */
export type Batch = { document: Bytes; places: readonly BatchPlace[] };

const batchFormat = 'pli-batch-1';

/** A batch of one, which most are: its place needs not be kept. */
export const placeOfOne: BatchPlace = { format: batchFormat, index: 0, size: 1, path: [] };

const placeSchema = z.strictObject({
  format: z.literal(batchFormat),
  index: z.int().min(0),
  size: z.int().min(1).max(batchDocumentsMax),
  path: z.array(sha256HexSchema),
});

/**
 * The batch of seals and addenda, in their order: a Merkle tree over their exact bytes (RFC 6962, section 2.1) and the
 * document that names its root.
 * @throws FormatError `batch-invalid` for none, or more than 1,000
 */
export async function buildBatch(documents: readonly Uint8Array[]): Promise<Batch> {
  const size = documents.length;
  if (size < 1 || size > batchDocumentsMax) throw new FormatError('batch-invalid', `${size} documents`);
  const levels: Bytes[][] = [await Promise.all(documents.map(leafHash))];
  for (let level = levels[0] ?? []; level.length > 1; ) {
    level = await Promise.all(pairsOf(level).map(([left, right]) => (right ? nodeHash(left, right) : left)));
    levels.push(level);
  }
  const [root = new Uint8Array()] = levels.at(-1) ?? [];
  const places = documents.map((_, index) => ({
    format: batchFormat,
    index,
    size,
    path: pathOf(index, levels),
  }));
  return { document: batchDocument(size, root), places };
}

/**
 * The signed bytes that follow from a document and its place: whoever verifies makes them himself, so there is nothing else
 * that could have been signed.
 * @throws FormatError `batch-invalid`, `format-newer`
 */
export async function batchDocumentOf(document: Uint8Array, place: BatchPlace): Promise<Bytes> {
  if (/^pli-batch-([2-9]|[1-9]\d{1,3})$/.test(place.format))
    throw new FormatError('format-newer', place.format);
  const { success, data } = placeSchema.safeParse(place);
  if (!success) throw new FormatError('batch-invalid', 'no place in a batch');
  const sides = sidesOf(data);
  if (sides.length !== data.path.length) throw new FormatError('batch-invalid', 'a path of another length');
  let hash = await leafHash(document);
  for (const [level, side] of sides.entries()) {
    const sibling = fromHex(data.path[level] ?? '');
    hash = side === 'left' ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
  }
  return batchDocument(data.size, hash);
}

/** On which side each hash of a place's path stands, from below; a node without a neighbour goes up as it is. */
export function sidesOf({ index, size }: Pick<BatchPlace, 'index' | 'size'>): ('left' | 'right')[] {
  if (index >= size) throw new FormatError('batch-invalid', `${index} of ${size}`);
  const sides: ('left' | 'right')[] = [];
  for (let at = index, count = size; count > 1; at = Math.floor(at / 2), count = Math.ceil(count / 2)) {
    if (at % 2 === 1) sides.push('left');
    else if (at + 1 < count) sides.push('right');
  }
  return sides;
}

function pathOf(index: number, levels: readonly Bytes[][]): Sha256Hex[] {
  return levels.flatMap((level, height) => {
    const at = Math.floor(index / 2 ** height);
    const sibling = level[at % 2 === 1 ? at - 1 : at + 1];
    return sibling ? [toHex(sibling)] : [];
  });
}

function pairsOf(level: readonly Bytes[]): [Bytes, Bytes | undefined][] {
  return level.flatMap((left, at) =>
    at % 2 === 0 ? [[left, level[at + 1]] as [Bytes, Bytes | undefined]] : [],
  );
}

function batchDocument(size: number, root: Bytes): Bytes {
  return encodeCanonicalJson({ format: batchFormat, root: toHex(root), size });
}

const leafHash = (document: Uint8Array) => sha256(concatBytes(Uint8Array.of(0), document));
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(concatBytes(Uint8Array.of(1), left, right));
