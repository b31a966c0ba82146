import type { HashedPiece } from './file-hash';

/** To the hashing worker; `file` numbers the files being hashed. Answered in the order asked, but for `drop`, which is not answered. */
export type FileHashCommand =
  | { type: 'add'; file: number; piece: Uint8Array<ArrayBuffer>; asBlob: boolean }
  | { type: 'finish' | 'drop'; file: number };

/** From the hashing worker. */
export type FileHashEvent = { type: 'added'; hashed: HashedPiece } | { type: 'finished'; sha256: string };
