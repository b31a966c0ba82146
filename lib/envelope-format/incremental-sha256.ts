import { createSHA256 } from 'hash-wasm';
import type { Sha256Hex } from './types';

/** A SHA-256 that takes its input piece by piece (WebCrypto cannot): for a part larger than a segment. */
export type IncrementalSha256 = {
  update(bytes: Uint8Array): void;
  /** The state after the bytes so far: two inputs of one length that share it are the same, or a SHA-256 collision. */
  state(): Uint8Array<ArrayBuffer>;
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
    state: () => new Uint8Array(hasher.save()),
    finish: () => hasher.digest('hex'),
  };
}
