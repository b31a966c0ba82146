import { type Bytes, concatBytes, randomBytes, releaseBytes } from './bytes';
import { forEachChunk } from './for-each-chunk';
import { packetHeader, packetHeaderBytes, writePacketHeader } from './packet-header';
import { type ContentKey, chunkCipher, cipherParameters } from './segment-cipher';
import {
  chunkBytes,
  encryptedBodyBytes,
  encryptedDataHeadBytes,
  literalDataHeadBytes,
  literalPacketBytes,
  packetTags,
  saltBytes,
  segmentCiphertextBytes,
  tagBytes,
} from './segment-layout';

/**
 * Encrypts up to 8 MiB as one OpenPGP message: an SEIPD packet version 2 (RFC 9580, section 5.13.2), AES-256-GCM,
 * holding one binary literal data packet. A fresh random salt makes each call's key its own, so one content key
 * serves any number of segments. The plaintext is read in place; the result has `segmentCiphertextBytes` bytes.
 * @throws FormatError `segment-size`, `content-key-invalid`
 */
export async function encryptSegment(contentKey: ContentKey, plaintext: Uint8Array): Promise<Bytes> {
  const message = new Uint8Array(segmentCiphertextBytes(plaintext.length));
  const bodyBytes = encryptedBodyBytes(plaintext.length);
  const salt = randomBytes(saltBytes);
  const cipher = await chunkCipher(contentKey, salt);

  const bodyOffset = writePacketHeader(message, 0, packetTags.encryptedData, bodyBytes);
  message.set(cipherParameters.subarray(1), bodyOffset);
  message.set(salt, bodyOffset + 4);

  const literal = literalHead(plaintext.length);
  const literalBytes = literalPacketBytes(plaintext.length);
  const chunks = Math.ceil(literalBytes / chunkBytes);
  const chunksOffset = bodyOffset + encryptedDataHeadBytes;
  await forEachChunk(chunks, async (index) => {
    const start = index * chunkBytes - literal.length;
    const end = start + chunkBytes;
    const chunk =
      index === 0 ? concatBytes(literal, plaintext.subarray(0, end)) : plaintext.subarray(start, end);
    const encrypted = await cipher.encrypt(index, chunk);
    message.set(encrypted, chunksOffset + index * (chunkBytes + tagBytes));
    releaseBytes(encrypted);
  });
  message.set(await cipher.finalTag(chunks, literalBytes), message.length - tagBytes);
  return message;
}

/** Header of the literal data packet, its format octet, its empty file name and its date of zero. */
function literalHead(plaintextBytes: number): Bytes {
  const bodyBytes = literalDataHeadBytes + plaintextBytes;
  const head = new Uint8Array(packetHeaderBytes(bodyBytes) + literalDataHeadBytes);
  head.set(packetHeader(packetTags.literalData, bodyBytes));
  head[packetHeaderBytes(bodyBytes)] = 'b'.charCodeAt(0);
  return head;
}
