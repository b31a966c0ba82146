import { sha256 } from '@noble/hashes/sha2.js';
import { createSHA256 } from 'hash-wasm';

/** SHA-256 (FIPS 180-4) without promises: an export has seven hashes an entry. */
export type Sha256 = {
  /** Lower-case hex. */
  hex(bytes: Uint8Array): string;
  /** Writes the 32 bytes at `offset` of `target`. */
  into(bytes: Uint8Array, target: Uint8Array, offset: number): void;
};

/** What Node 20 has and a browser lacks; looked up at run time, so that the same file bundles for both. */
type NodeCrypto = { hash?(algorithm: string, data: Uint8Array, encoding: 'hex' | 'latin1'): string };
type NodeProcess = { getBuiltinModule?(name: string): unknown };

/** Node's own where there is one (0.5 µs a call), else WebAssembly (1.3 µs and up), else, in a hardened browser, JavaScript. */
export async function loadSha256(): Promise<Sha256> {
  const { process } = globalThis as { process?: NodeProcess };
  // The shape is checked on the next line; nothing is called that is not there.
  const crypto = process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined;
  if (crypto?.hash) return fromNode(crypto.hash);
  try {
    return await fromWebAssembly();
  } catch {
    return fromJavaScript();
  }
}

function fromNode(hash: NonNullable<NodeCrypto['hash']>): Sha256 {
  return {
    hex: (bytes) => hash('sha256', bytes, 'hex'),
    into(bytes, target, offset) {
      const digest = hash('sha256', bytes, 'latin1');
      for (let i = 0; i < 32; i += 1) target[offset + i] = digest.charCodeAt(i);
    },
  };
}

/** WebAssembly, as a browser runs it. */
export async function fromWebAssembly(): Promise<Sha256> {
  const hasher = await createSHA256();
  return {
    hex: (bytes) => hasher.init().update(bytes).digest('hex'),
    into: (bytes, target, offset) => target.set(hasher.init().update(bytes).digest('binary'), offset),
  };
}

/** Where WebAssembly is switched off (hardened browsers, Lockdown Mode). */
export function fromJavaScript(): Sha256 {
  return {
    hex: (bytes) => Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    into: (bytes, target, offset) => target.set(sha256(bytes), offset),
  };
}
