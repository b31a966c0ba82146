import { createHmac, hash } from 'node:crypto';
import type { Hashing } from '../audit-format/commitments';

/** Bytes of a block of SHA-256. */
const blockBytes = 64;

/**
 * SHA-256 and HMAC of Node, synchronous. An entry costs about twenty of them, so they are one-shot calls: a Hash object
 * each would cost several times as much (test/unit/transparency-log holds them against Node's own HMAC).
 */
export const nodeHashing: Hashing = {
  sha256Hex: (prefix, text) => hash('sha256', joined(prefix, text), 'hex'),
  hmac: (key, text) => {
    // RFC 2104, section 2, for keys of at most one block: salts have 32 bytes.
    if (key.length > blockBytes) return createHmac('sha256', key).update(text).digest();
    const inner = hash('sha256', joined(padded(key, 0x36), text), 'buffer');
    return hash('sha256', Buffer.concat([padded(key, 0x5c), inner]), 'buffer');
  },
};

function joined(prefix: Uint8Array, text: string): Buffer {
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(text));
  bytes.set(prefix);
  bytes.write(text, prefix.length);
  return bytes;
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  const block = new Uint8Array(blockBytes).fill(pad);
  for (let i = 0; i < key.length; i++) block[i] = (key[i] ?? 0) ^ pad;
  return block;
}
