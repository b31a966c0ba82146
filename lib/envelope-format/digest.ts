import { type Bytes, ownBytes, toHex } from './bytes';
import type { Sha256Hex } from './types';

/** SHA-256 (FIPS 180-4) of bytes in memory: 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', ownBytes(bytes)));
}

/** SHA-256 of bytes in memory, as lower-case hex. */
export async function sha256Hex(bytes: Uint8Array): Promise<Sha256Hex> {
  return toHex(await sha256(bytes));
}
