import { createSHA256 } from 'hash-wasm';
import type { Sha256Hex } from './types';

/** A SHA-256 that takes its input piece by piece (WebCrypto cannot): for a part larger than a segment. */
export type IncrementalSha256 = {
  update(bytes: Uint8Array): void;
  /** Lower-case hex of all bytes so far; ends it. */
  finish(): Sha256Hex;
};

/** Starts a SHA-256 over WebAssembly. Several may run side by side. */
export async function createIncrementalSha256(): Promise<IncrementalSha256> {
  const hasher = await createSHA256();
  hasher.init();
  return {
    update(bytes) {
      hasher.update(bytes);
    },
    finish: () => hasher.digest('hex'),
  };
}
