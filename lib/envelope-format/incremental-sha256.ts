import { sha256 } from '@noble/hashes/sha2.js';
import { createSHA256 } from 'hash-wasm';
import type { Sha256Hex } from './types';

/** A SHA-256 that takes its input piece by piece (WebCrypto cannot): for a part larger than a segment. */
export type IncrementalSha256 = {
  update(bytes: Uint8Array): void;
  /** Lower-case hex of all bytes so far; ends it. */
  finish(): Sha256Hex;
};

/**
 * Starts a SHA-256 over WebAssembly; where a hardened browser has none, or forbids it, over JavaScript, at half the speed and with
 * the same results. Several may run side by side.
 */
export async function createIncrementalSha256(): Promise<IncrementalSha256> {
  try {
    return await overWebAssembly();
  } catch {
    return overJavaScript();
  }
}

async function overWebAssembly(): Promise<IncrementalSha256> {
  const hasher = await createSHA256();
  hasher.init();
  return {
    update(bytes) {
      hasher.update(bytes);
    },
    finish: () => hasher.digest('hex'),
  };
}

function overJavaScript(): IncrementalSha256 {
  const hasher = sha256.create();
  return {
    update(bytes) {
      hasher.update(bytes);
    },
    finish: () => hex(hasher.digest()),
  };
}

function hex(bytes: Uint8Array): Sha256Hex {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
