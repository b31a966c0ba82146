import * as openpgp from 'openpgp';
import { type Bytes, concatBytes, randomBytes } from '../../lib/envelope-format/bytes';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { packetHeader } from '../../lib/envelope-format/packet-header';
import { chunkCipher, cipherParameters } from '../../lib/envelope-format/segment-cipher';
import { chunkBytes } from '../../lib/envelope-format/segment-layout';
import { flipBits } from '../support/flip-bits';
import { pattern } from '../support/pattern';

export type Named<T> = { name: string; description: string } & T;

const text = (value: string) => new TextEncoder().encode(value);
const literal = (body: Uint8Array) => concatBytes(packetHeader(11, body.length), body);
const literalBody = (format: string, filename: string, content: Uint8Array) =>
  concatBytes(text(format), new Uint8Array([filename.length]), text(filename), new Uint8Array(4), content);

/** An encrypted data packet around any inner packets that fit one chunk: right outside, as wrong inside as wanted. */
async function around(key: Uint8Array, inner: Uint8Array): Promise<Bytes> {
  const salt = randomBytes(32);
  const cipher = await chunkCipher(key, salt);
  const chunk = await cipher.encrypt(0, inner);
  const body = concatBytes(cipherParameters.subarray(1), salt, chunk, await cipher.finalTag(1, inner.length));
  return concatBytes(packetHeader(18, body.length), body);
}

async function openpgpjs(
  key: Uint8Array,
  config: openpgp.PartialConfig,
  algorithm = 'aes256',
): Promise<Bytes> {
  const message = await openpgp.encrypt({
    message: await openpgp.createMessage({ binary: pattern(100) }),
    // The two algorithm names used below are OpenPGP.js' own.
    sessionKey: {
      data: key,
      algorithm: algorithm as 'aes256',
      ...(config.aeadProtect ? { aeadAlgorithm: 'gcm' as const } : {}),
    },
    format: 'binary',
    config,
  });
  return new Uint8Array(message);
}

/** Segments that a reader takes (`plaintext`), and segments it refuses. */
export async function segmentVectors(key: Bytes): Promise<Named<{ segment: Uint8Array; key?: Bytes }>[]> {
  const sizes = [0, 1, 100, 185, 186, 8_377, 8_378, chunkBytes - 11];
  const good = await Promise.all(
    sizes.map(async (size) => ({
      name: `ok-${size}-bytes`,
      description: `${size} bytes of plaintext`,
      segment: await encryptSegment(key, pattern(size)),
    })),
  );
  const content = pattern(100);
  const message = await encryptSegment(key, content);
  const fields: [string, number, number?][] = [
    ['packet tag', 0],
    ['length', 1],
    ['version', 2],
    ['cipher', 3],
    ['AEAD mode', 4],
    ['chunk size', 5],
    ['first octet of the salt', 6],
    ['last octet of the salt', 37],
    ['literal data header', 38],
    ['literal format', 40],
    ['literal file name length', 41],
    ['literal date', 42],
    ['first octet of the content', 46],
    ['last octet of the content', 145],
    ['first octet of the chunk tag', 146],
    ['last octet of the chunk tag', 161],
    ['first octet of the final tag', 162],
    ['last octet of the final tag', 177, 0x80],
  ];
  const flips = fields.map(([field, offset, bit]) => ({
    name: `flip-${field.toLowerCase().replaceAll(' ', '-')}`,
    description: `one bit of the ${field} is flipped`,
    segment: flipBits(message, offset, bit),
  }));
  const inner = literalBody('b', '', content);
  const longForm = (tag: number, body: Uint8Array) =>
    concatBytes(new Uint8Array([0xc0 | tag, 0xff, 0, 0, 0, body.length]), body);
  return [
    ...good,
    ...flips,
    { name: 'truncated-by-one', description: 'the last octet is missing', segment: message.slice(0, -1) },
    { name: 'truncated-to-nothing', description: 'nothing is there', segment: new Uint8Array(0) },
    { name: 'without-final-tag', description: 'the final tag is missing', segment: message.slice(0, -16) },
    {
      name: 'extended-by-one',
      description: 'an octet follows',
      segment: concatBytes(message, new Uint8Array(1)),
    },
    { name: 'twice', description: 'the message follows itself', segment: concatBytes(message, message) },
    { name: 'another-key', description: 'another content key', segment: message, key: randomBytes(32) },
    { name: 'short-key', description: 'a content key of 16 bytes', segment: message, key: randomBytes(16) },
    {
      name: 'literal-text',
      description: 'literal data in text format',
      segment: await around(key, literal(literalBody('t', '', content))),
    },
    {
      name: 'literal-utf8',
      description: 'literal data in UTF-8 format',
      segment: await around(key, literal(literalBody('u', '', content))),
    },
    {
      name: 'literal-file-name',
      description: 'literal data with a file name',
      segment: await around(key, literal(literalBody('b', 'x', content))),
    },
    {
      name: 'literal-long-length',
      description: 'the literal length in five octets',
      segment: await around(key, longForm(11, inner)),
    },
    {
      name: 'literal-too-short',
      description: 'the literal length is one less',
      segment: await around(key, concatBytes(packetHeader(11, inner.length - 1), inner)),
    },
    {
      name: 'literal-twice',
      description: 'two literal packets',
      segment: await around(key, concatBytes(literal(inner), literal(inner))),
    },
    {
      name: 'inner-marker',
      description: 'a marker packet before the literal packet',
      segment: await around(key, concatBytes(new Uint8Array([0xca, 3, 0x50, 0x47, 0x50]), literal(inner))),
    },
    {
      name: 'inner-compressed',
      description: 'a compressed data packet',
      segment: await around(
        key,
        concatBytes(packetHeader(8, literal(inner).length + 1), new Uint8Array([0]), literal(inner)),
      ),
    },
    {
      name: 'inner-old-header',
      description: 'the literal packet in the legacy packet format',
      segment: await around(key, concatBytes(new Uint8Array([0xac, inner.length]), inner)),
    },
    {
      name: 'outer-long-length',
      description: 'the outer length in five octets',
      segment: longForm(18, message.subarray(2)),
    },
    {
      name: 'version-1',
      description: 'a version 1 packet (SEIPDv1, CFB and SHA-1)',
      segment: await openpgpjs(key, { aeadProtect: false }),
    },
    {
      name: 'aes128',
      description: 'AES-128 with its own key size',
      segment: await openpgpjs(
        key.slice(0, 16),
        { aeadProtect: true, preferredAEADAlgorithm: 3, aeadChunkSizeByte: 12 },
        'aes128',
      ),
    },
    {
      name: 'another-chunk-size',
      description: 'chunks of 64 bytes',
      segment: await openpgpjs(key, { aeadProtect: true, preferredAEADAlgorithm: 3, aeadChunkSizeByte: 0 }),
    },
  ];
}
