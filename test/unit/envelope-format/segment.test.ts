import { describe, expect, it } from 'vitest';
import { randomBytes } from '../../../lib/envelope-format/bytes';
import { decryptSegment } from '../../../lib/envelope-format/decrypt-segment';
import { encryptSegment } from '../../../lib/envelope-format/encrypt-segment';
import { importContentKey } from '../../../lib/envelope-format/segment-cipher';
import {
  chunkBytes,
  segmentCiphertextBytes,
  segmentPlaintextBytes,
} from '../../../lib/envelope-format/segment-layout';
import { segmentPlaintextBytesMax } from '../../../lib/envelope-format/types';
import { flipBits } from '../../support/flip-bits';
import { pattern } from '../../support/pattern';
import { openpgpjsDecrypt, openpgpjsEncrypt, openpgpjsEncryptPlainly } from './openpgpjs';

const key = randomBytes(32);
/** Around every change of a length form and of the number of chunks, and the ends. */
const sizes = [
  0,
  1,
  100,
  185,
  186,
  8_000,
  8_377,
  8_378,
  10_000,
  chunkBytes - 13,
  chunkBytes - 12,
  chunkBytes - 11,
  chunkBytes,
  2 * chunkBytes - 12,
  2 * chunkBytes - 11,
  segmentPlaintextBytesMax - 1,
  segmentPlaintextBytesMax,
];

describe('a segment', () => {
  it.each(sizes)(
    'of %d bytes is read by OpenPGP.js and by us, and we read what OpenPGP.js writes',
    async (size) => {
      const plaintext = pattern(size);
      const ours = await encryptSegment(key, plaintext);
      expect(ours.length).toBe(segmentCiphertextBytes(size));
      expect(Buffer.compare(await decryptSegment(key, ours), plaintext)).toBe(0);
      expect(Buffer.compare(await openpgpjsDecrypt(key, ours), plaintext)).toBe(0);

      const theirs = await openpgpjsEncrypt(key, plaintext);
      expect(theirs.length).toBe(ours.length);
      expect(Buffer.compare(await decryptSegment(key, theirs), plaintext)).toBe(0);
    },
  );

  it('of up to 150 bytes is read as openpgp.encrypt writes it; its partial lengths beyond are refused', async () => {
    for (const size of [0, 1, 150]) {
      expect(await decryptSegment(key, await openpgpjsEncryptPlainly(key, pattern(size)))).toEqual(
        pattern(size),
      );
    }
    const partial = await openpgpjsEncryptPlainly(key, pattern(20_000));
    await expect(decryptSegment(key, partial)).rejects.toMatchObject({ code: 'segment-malformed' });
  });

  it('takes an imported content key as well', async () => {
    const imported = await importContentKey(key);
    const message = await encryptSegment(imported, pattern(1_000));
    expect(await decryptSegment(imported, message)).toEqual(pattern(1_000));
    expect(imported.extractable).toBe(false);
  });

  it('never encrypts the same bytes to the same ciphertext', async () => {
    expect(await encryptSegment(key, pattern(10))).not.toEqual(await encryptSegment(key, pattern(10)));
  });

  it('reads a plaintext that is a view into a larger buffer, and leaves it as it was', async () => {
    const buffer = pattern(chunkBytes + 1_000);
    const message = await encryptSegment(key, buffer.subarray(500, chunkBytes + 600));
    expect(Buffer.compare(await decryptSegment(key, message), buffer.subarray(500, chunkBytes + 600))).toBe(
      0,
    );
    expect(Buffer.compare(buffer, pattern(chunkBytes + 1_000))).toBe(0);
  });

  it('holds 8 MiB and not a byte more', async () => {
    const refused = encryptSegment(key, new Uint8Array(segmentPlaintextBytesMax + 1));
    await expect(refused).rejects.toMatchObject({ code: 'segment-size' });
  });
});

describe('the reader of segments refuses', () => {
  it('another key', async () => {
    const message = await encryptSegment(key, pattern(100));
    await expect(decryptSegment(randomBytes(32), message)).rejects.toMatchObject({
      code: 'segment-authentication',
    });
  });

  it('a key of another length', async () => {
    const message = await encryptSegment(key, pattern(100));
    await expect(decryptSegment(randomBytes(31), message)).rejects.toMatchObject({
      code: 'content-key-invalid',
    });
  });

  it.each([0, 1, 2, 3, 4])('a changed header octet %d', async (offset) => {
    const message = await encryptSegment(key, pattern(100));
    await expect(decryptSegment(key, flipBits(message, offset))).rejects.toMatchObject({
      code: 'segment-malformed',
    });
  });

  it('another chunk size, a file name, a text format', async () => {
    const plaintext = pattern(20_000);
    for (const options of [{ chunkSizeByte: 10 }, { filename: 'x' }, { format: 'utf8' as const }]) {
      const message = await openpgpjsEncrypt(key, plaintext, options);
      await expect(decryptSegment(key, message)).rejects.toMatchObject({
        code: expect.stringMatching(/^segment-(malformed|size)$/),
      });
    }
  });

  it('chunks in another order', async () => {
    const message = await encryptSegment(key, pattern(3 * chunkBytes));
    const first = message.slice(42, 42 + chunkBytes + 16);
    message.copyWithin(42, 42 + chunkBytes + 16, 42 + 2 * (chunkBytes + 16));
    message.set(first, 42 + chunkBytes + 16);
    await expect(decryptSegment(key, message)).rejects.toMatchObject({ code: 'segment-authentication' });
  });
});

describe('sizes', () => {
  it.each(sizes)('%d: the stored size gives the plaintext size back', (size) => {
    expect(segmentPlaintextBytes(segmentCiphertextBytes(size))).toBe(size);
  });

  it('no other stored size is accepted', () => {
    const stored = new Set(Array.from({ length: 20_000 }, (_, size) => segmentCiphertextBytes(size)));
    for (let bytes = -1; bytes < segmentCiphertextBytes(19_999); bytes++) {
      if (stored.has(bytes)) expect(segmentCiphertextBytes(segmentPlaintextBytes(bytes))).toBe(bytes);
      else expect(() => segmentPlaintextBytes(bytes)).toThrow(/segment-size/);
    }
    for (const bytes of [
      segmentCiphertextBytes(segmentPlaintextBytesMax) + 1,
      1.5,
      Number.NaN,
      -5,
      2 ** 53,
    ]) {
      expect(() => segmentPlaintextBytes(bytes)).toThrow(/segment-size/);
    }
  });
});
