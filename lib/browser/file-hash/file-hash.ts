import { releaseBytes } from '../../envelope-format/bytes';
import { sha256Hex } from '../../envelope-format/digest';
import { createIncrementalSha256, type IncrementalSha256 } from '../../envelope-format/incremental-sha256';
import type { Sha256Hex } from '../../envelope-format/types';

/** What a piece of a file leaves behind once it has been hashed. */
export type HashedPiece = {
  /** SHA-256 of the hash's state after this piece: all bytes up to here stand behind it. */
  prefixSha256: Sha256Hex;
  /** The piece itself, which the browser may keep on disk; null unless it was asked for. */
  blob: Blob | null;
};

/** The SHA-256 of one file, given piece after piece. Pieces belong to the hash from `add` on: their memory goes. */
export type FileHash = {
  add(piece: Uint8Array<ArrayBuffer>, options?: { asBlob: boolean }): Promise<HashedPiece>;
  /** Of all pieces; ends it. */
  finish(): Promise<Sha256Hex>;
  /** Forgets a file that is not finished. */
  drop(): void;
};

/** Hashes on the thread that asks. */
export function createLocalFileHash(): FileHash {
  let hash: Promise<IncrementalSha256> | null = null;
  const begun = () => {
    hash ??= createIncrementalSha256();
    return hash;
  };
  return {
    async add(piece, options) {
      const running = await begun();
      running.update(piece);
      const prefixSha256 = await sha256Hex(running.state());
      const blob = options?.asBlob ? new Blob([piece]) : null;
      releaseBytes(piece);
      return { prefixSha256, blob };
    },
    finish: async () => (await begun()).finish(),
    drop: () => undefined,
  };
}

/** For a file of one piece: WebCrypto, several times as fast as any incremental hash, and on a thread of its own. */
export function createOnePieceHash(): FileHash {
  let sha256: Sha256Hex | null = null;
  return {
    async add(piece, options) {
      if (sha256 !== null) throw new Error('a second piece');
      sha256 = await sha256Hex(piece);
      const blob = options?.asBlob ? new Blob([piece]) : null;
      releaseBytes(piece);
      return { prefixSha256: sha256, blob };
    },
    async finish() {
      if (sha256 === null) throw new Error('no piece');
      return sha256;
    },
    drop: () => undefined,
  };
}
