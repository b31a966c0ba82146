import { releaseBytes } from '../../envelope-format/bytes';
import { sha256Hex } from '../../envelope-format/digest';
import { createIncrementalSha256, type IncrementalSha256 } from '../../envelope-format/incremental-sha256';
import type { Sha256Hex } from '../../envelope-format/types';

/** The SHA-256 of one file, given piece after piece. Pieces belong to the hash from `add` on: their memory goes. */
export type FileHash = {
  /** @throws HashLost where the file has to be given again from its first piece, to a new hash */
  add(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Of all pieces; ends it. @throws HashLost */
  finish(): Promise<Sha256Hex>;
  /** Forgets a file that is not finished. */
  drop(): void;
};

/** The thread that hashed has ended, and with it what it knew of the files. */
export class HashLost extends Error {}

/** Hashes on the thread that asks. */
export function createLocalFileHash(): FileHash {
  let hash: Promise<IncrementalSha256> | null = null;
  const begun = () => {
    hash ??= createIncrementalSha256();
    return hash;
  };
  return {
    async add(piece) {
      const running = await begun();
      running.update(piece);
      releaseBytes(piece);
    },
    finish: async () => (await begun()).finish(),
    drop: () => undefined,
  };
}

/** For a file of one piece: WebCrypto, several times as fast as any incremental hash. */
export function createOnePieceHash(): FileHash {
  let sha256: Sha256Hex | null = null;
  return {
    async add(piece) {
      if (sha256 !== null) throw new Error('a second piece');
      sha256 = await sha256Hex(piece);
      releaseBytes(piece);
    },
    async finish() {
      if (sha256 === null) throw new Error('no piece');
      return sha256;
    },
    drop: () => undefined,
  };
}
