import { FormatError } from './format-error';
import { packetHeaderBytes } from './packet-header';
import { segmentPlaintextBytesMax } from './types';

/**
 * Where everything lies in a segment (docs/envelope-format.md, section "Segment"): sizes are a strictly increasing
 * function of the plaintext's size, and the reader refuses any other, so a stored size proves a plaintext size.
 */

/** Sym. Encrypted and Integrity Protected Data (RFC 9580, section 5.13) and Literal Data (section 5.9). */
export const packetTags = { encryptedData: 18, literalData: 11 } as const;
/** Version 2, AES-256 (9), GCM (3), chunk size octet (section 5.13.2); chunks of 2^(octet + 6) octets. */
export const chunkSizeOctet = 12;
export const chunkBytes = 2 ** (chunkSizeOctet + 6);
export const tagBytes = 16;
export const saltBytes = 32;
/** Version, cipher, AEAD, chunk size octet, salt. */
export const encryptedDataHeadBytes = 4 + saltBytes;
/** Format octet `b`, a file name of no octets, a date of four. */
export const literalDataHeadBytes = 6;

/** Octets of the literal data packet around that much plaintext. */
export function literalPacketBytes(plaintextBytes: number): number {
  const bodyBytes = literalDataHeadBytes + plaintextBytes;
  return packetHeaderBytes(bodyBytes) + bodyBytes;
}

/** Octets of the encrypted data packet's body around that much plaintext. */
export function encryptedBodyBytes(plaintextBytes: number): number {
  const literalBytes = literalPacketBytes(plaintextBytes);
  return encryptedDataHeadBytes + literalBytes + Math.ceil(literalBytes / chunkBytes) * tagBytes + tagBytes;
}

/**
 * Bytes a segment of that much plaintext is stored in.
 * @throws FormatError `segment-size` outside of 0 to 8,388,608
 */
export function segmentCiphertextBytes(plaintextBytes: number): number {
  if (!Number.isInteger(plaintextBytes) || plaintextBytes < 0 || plaintextBytes > segmentPlaintextBytesMax) {
    throw new FormatError('segment-size', `a segment cannot hold ${plaintextBytes} bytes`);
  }
  const bodyBytes = encryptedBodyBytes(plaintextBytes);
  return packetHeaderBytes(bodyBytes) + bodyBytes;
}

/**
 * Plaintext bytes of a stored segment: the exact inverse, found by bisection because the function strictly increases.
 * @throws FormatError `segment-size` where no plaintext has that size
 */
export function segmentPlaintextBytes(ciphertextBytes: number): number {
  let low = 0;
  let high = segmentPlaintextBytesMax;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segmentCiphertextBytes(middle) < ciphertextBytes) low = middle + 1;
    else high = middle;
  }
  if (segmentCiphertextBytes(low) !== ciphertextBytes) {
    throw new FormatError('segment-size', `no segment is ${ciphertextBytes} bytes long`);
  }
  return low;
}
