import type { Sha256Hex } from '../../envelope-format/types';

/** To the hashing worker; `file` numbers the files being hashed. Answered in the order asked, but for `drop`, which is not answered. */
export type FileHashCommand =
  | { type: 'add'; file: number; piece: Uint8Array<ArrayBuffer> }
  | { type: 'finish' | 'drop'; file: number };

/** From the hashing worker. */
export type FileHashEvent = { type: 'added' } | { type: 'finished'; sha256: Sha256Hex };
