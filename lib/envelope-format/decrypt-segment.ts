import { type Bytes, equalBytes, releaseBytes } from './bytes';
import { forEachChunk } from './for-each-chunk';
import { FormatError } from './format-error';
import { packetHeader, packetHeaderBytes } from './packet-header';
import {
  type ChunkCipher,
  type ContentKey,
  chunkCipher,
  cipherParameters,
  deriveMessageKey,
  messageCipher,
  messageKeyBytes,
} from './segment-cipher';
import {
  chunkBytes,
  encryptedBodyBytes,
  encryptedDataHeadBytes,
  literalDataHeadBytes,
  literalPacketBytes,
  packetTags,
  segmentPlaintextBytes,
  tagBytes,
} from './segment-layout';

/**
 * Decrypts what `encryptSegment` wrote, or refuses: nothing is returned before every tag has verified. Reads exactly
 * one layout (docs/envelope-format.md, section "Segment"): any other version, algorithm, chunk size, length form, literal
 * format or surplus byte is refused.
 * @throws FormatError `segment-size`, `segment-malformed`, `segment-authentication`, `content-key-invalid`
 */
export function decryptSegment(contentKey: ContentKey, message: Uint8Array): Promise<Bytes> {
  return decryptWith((salt) => chunkCipher(contentKey, salt), message);
}

/**
 * The message key of one message (RFC 9580, section 5.13.2): 36 bytes that open this message and nothing else, to be shown where the
 * content key must not be.
 * @throws FormatError as `decryptSegment`, for a message that is not laid out like one
 */
export function messageKeyOf(contentKey: ContentKey, message: Uint8Array): Promise<Bytes> {
  return deriveMessageKey(contentKey, layoutOf(message).salt);
}

/**
 * Decrypts one message by its own message key.
 * @throws FormatError as `decryptSegment`
 */
export async function decryptByMessageKey(messageKey: Bytes, message: Uint8Array): Promise<Bytes> {
  if (messageKey.length !== messageKeyBytes) {
    throw new FormatError('content-key-invalid', `a message key of ${messageKey.length} bytes`);
  }
  return decryptWith(() => messageCipher(messageKey), message);
}

/** Checks the head of a message, octet by octet. @throws FormatError */
function layoutOf(message: Uint8Array) {
  const plaintextBytes = segmentPlaintextBytes(message.length);
  const bodyBytes = encryptedBodyBytes(plaintextBytes);
  const bodyOffset = packetHeaderBytes(bodyBytes);
  if (!equalBytes(message.subarray(0, bodyOffset), packetHeader(packetTags.encryptedData, bodyBytes))) {
    throw new FormatError('segment-malformed', 'not one encrypted data packet of the whole size');
  }
  if (!equalBytes(message.subarray(bodyOffset, bodyOffset + 4), cipherParameters.subarray(1))) {
    throw new FormatError('segment-malformed', 'another version, cipher, AEAD mode or chunk size');
  }
  const chunksOffset = bodyOffset + encryptedDataHeadBytes;
  return { plaintextBytes, chunksOffset, salt: message.subarray(bodyOffset + 4, chunksOffset) };
}

async function decryptWith(
  cipherOf: (salt: Uint8Array) => Promise<ChunkCipher>,
  message: Uint8Array,
): Promise<Bytes> {
  const { plaintextBytes, chunksOffset, salt } = layoutOf(message);
  const cipher = await cipherOf(salt);
  const literalBytes = literalPacketBytes(plaintextBytes);
  const headBytes = literalBytes - plaintextBytes;
  const chunks = Math.ceil(literalBytes / chunkBytes);
  const plaintext = new Uint8Array(plaintextBytes);
  await cipher.checkFinalTag(chunks, literalBytes, message.subarray(message.length - tagBytes));
  await forEachChunk(chunks, async (index) => {
    const start = chunksOffset + index * (chunkBytes + tagBytes);
    const end = Math.min(start + chunkBytes + tagBytes, message.length - tagBytes);
    const chunk = await cipher.decrypt(index, message.subarray(start, end));
    if (index === 0) checkLiteralHead(chunk, plaintextBytes);
    plaintext.set(
      index === 0 ? chunk.subarray(headBytes) : chunk,
      Math.max(0, index * chunkBytes - headBytes),
    );
    releaseBytes(chunk);
  });
  return plaintext;
}

/** One binary literal data packet without a file name; its date says nothing and is not read. */
function checkLiteralHead(chunk: Uint8Array, plaintextBytes: number): void {
  const header = packetHeader(packetTags.literalData, literalDataHeadBytes + plaintextBytes);
  if (!equalBytes(chunk.subarray(0, header.length), header)) {
    throw new FormatError('segment-malformed', 'not one literal data packet of the whole size');
  }
  if (chunk[header.length] !== 'b'.charCodeAt(0) || chunk[header.length + 1] !== 0) {
    throw new FormatError('segment-malformed', 'literal data that is not binary, or has a file name');
  }
}
