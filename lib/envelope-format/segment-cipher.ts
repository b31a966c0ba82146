import { type Bytes, concatBytes, ownBytes } from './bytes';
import { FormatError } from './format-error';
import { chunkSizeOctet, packetTags, saltBytes, tagBytes } from './segment-layout';

/** The content key: 32 bytes, or the same imported once by `importContentKey`. */
export type ContentKey = CryptoKey | Uint8Array;

/**
 * Imports a content key for HKDF, not extractable.
 * @throws FormatError `content-key-invalid` unless it has 32 bytes
 */
export async function importContentKey(contentKey: Uint8Array): Promise<CryptoKey> {
  if (contentKey.length !== 32) throw new FormatError('content-key-invalid', `${contentKey.length} bytes`);
  return crypto.subtle.importKey('raw', ownBytes(contentKey), 'HKDF', false, ['deriveBits']);
}

/** Packet tag, version 2, AES-256, GCM, chunk size: HKDF info and associated data (RFC 9580, section 5.13.2). */
export const cipherParameters: Bytes = new Uint8Array([
  0xc0 | packetTags.encryptedData,
  2,
  9,
  3,
  chunkSizeOctet,
]);

/** AES-256-GCM over the numbered chunks of one message. */
export type ChunkCipher = {
  encrypt(index: number, plaintext: Uint8Array): Promise<Bytes>;
  /** @throws FormatError `segment-authentication` */
  decrypt(index: number, ciphertext: Uint8Array): Promise<Bytes>;
  /** Tag over the total size, with the nonce of the chunk after the last: truncation shows. */
  finalTag(chunks: number, totalBytes: number): Promise<Bytes>;
  /** @throws FormatError `segment-authentication` */
  checkFinalTag(chunks: number, totalBytes: number, tag: Uint8Array): Promise<void>;
};

/** Message key (32 bytes) and nonce prefix (4) of one message. */
export const messageKeyBytes = 32 + 4;

/**
 * Derives message key and nonce prefix from content key and salt (HKDF-SHA-256; RFC 9580, section 5.13.2). They open the message
 * with this salt, and say nothing about the content key or any other message.
 */
export async function deriveMessageKey(contentKey: ContentKey, salt: Uint8Array): Promise<Bytes> {
  if (salt.length !== saltBytes) throw new FormatError('segment-malformed', 'salt of another length');
  const hkdfKey = contentKey instanceof Uint8Array ? await importContentKey(contentKey) : contentKey;
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: ownBytes(salt), info: cipherParameters };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, hkdfKey, messageKeyBytes * 8));
}

/** The cipher of the message with this salt. */
export async function chunkCipher(contentKey: ContentKey, salt: Uint8Array): Promise<ChunkCipher> {
  return messageCipher(await deriveMessageKey(contentKey, salt));
}

/** The cipher of the one message whose message key and nonce prefix these are. */
export async function messageCipher(derived: Bytes): Promise<ChunkCipher> {
  const key = await crypto.subtle.importKey('raw', derived.subarray(0, 32), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  const noncePrefix = derived.subarray(32);

  const algorithm = (index: number, additionalData: Bytes = cipherParameters) => {
    const iv = new Uint8Array(12);
    iv.set(noncePrefix);
    new DataView(iv.buffer).setBigUint64(4, BigInt(index));
    return { name: 'AES-GCM', iv, additionalData, tagLength: tagBytes * 8 };
  };
  const finalAlgorithm = (chunks: number, totalBytes: number) => {
    const total = new Uint8Array(8);
    new DataView(total.buffer).setBigUint64(0, BigInt(totalBytes));
    return algorithm(chunks, concatBytes(cipherParameters, total));
  };
  const open = async (parameters: ReturnType<typeof algorithm>, ciphertext: Uint8Array) => {
    try {
      return new Uint8Array(await crypto.subtle.decrypt(parameters, key, ownBytes(ciphertext)));
    } catch (cause) {
      throw new FormatError('segment-authentication', 'a tag does not verify', { cause });
    }
  };
  return {
    encrypt: async (index, plaintext) =>
      new Uint8Array(await crypto.subtle.encrypt(algorithm(index), key, ownBytes(plaintext))),
    decrypt: (index, ciphertext) => open(algorithm(index), ciphertext),
    finalTag: async (chunks, totalBytes) =>
      new Uint8Array(await crypto.subtle.encrypt(finalAlgorithm(chunks, totalBytes), key, new Uint8Array(0))),
    checkFinalTag: async (chunks, totalBytes, tag) => {
      await open(finalAlgorithm(chunks, totalBytes), tag);
    },
  };
}
