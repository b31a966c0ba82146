/** What travels about the search index that browsers make and read. Byte strings are base64 (RFC 4648, section 4). */
import { z } from 'zod';
import { pieceBytesMax } from './piece-words';

const base64 = (bytesMax: number) => z.base64().max(Math.ceil(bytesMax / 3) * 4);
const generation = z.int().min(1);

/** What is needed to make a copy's piece; `stands`: it has one. */
export const searchPieceKeyAnswer = z.strictObject({
  mailboxId: z.uuid(),
  itemId: z.uuid(),
  mailboxKind: z.enum(['personal', 'shared', 'applicative']),
  generation,
  publicKey: base64(65),
  stands: z.boolean(),
});
export type SearchPieceKeyAnswer = z.infer<typeof searchPieceKeyAnswer>;

export const putSearchPieceRequest = z.strictObject({
  generation,
  wrap: base64(105),
  content: base64(pieceBytesMax),
});
export type PutSearchPieceRequest = z.infer<typeof putSearchPieceRequest>;

/** The mailbox's keys with which its pieces are read: the one in use, and those of pieces that are still to be wrapped again. */
export const searchKeysAnswer = z.strictObject({
  keys: z.array(z.strictObject({ generation, publicKey: base64(65), privateKey: base64(32) })),
});
export type SearchKeysAnswer = z.infer<typeof searchKeysAnswer>;

export const searchPiecesQuery = z.strictObject({
  /** The highest number that one has. */
  since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});

export const searchPiece = z.strictObject({
  itemId: z.uuid(),
  /** What lists order the copy by. */
  at: z.iso.datetime(),
  generation,
  wrap: base64(105),
  content: base64(pieceBytesMax),
});
export type SearchPiece = z.infer<typeof searchPiece>;

export const searchPiecesAnswer = z.strictObject({
  /** By number. */
  pieces: z.array(searchPiece),
  /** The number up to which this answer goes. */
  number: z.int(),
  more: z.boolean(),
});
export type SearchPiecesAnswer = z.infer<typeof searchPiecesAnswer>;
