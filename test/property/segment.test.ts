import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { concatBytes, randomBytes } from '../../lib/envelope-format/bytes';
import { decryptSegment } from '../../lib/envelope-format/decrypt-segment';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { FormatError } from '../../lib/envelope-format/format-error';
import { importContentKey } from '../../lib/envelope-format/segment-cipher';
import {
  chunkBytes,
  segmentCiphertextBytes,
  segmentPlaintextBytes,
} from '../../lib/envelope-format/segment-layout';
import { segmentPlaintextBytesMax } from '../../lib/envelope-format/types';
import { flipBits } from '../support/flip-bits';
import { pattern } from '../support/pattern';
import { runs } from '../support/runs';
import { openpgpjsDecrypt } from '../unit/envelope-format/openpgpjs';

const keyBytes = randomBytes(32);
let key: CryptoKey;
beforeAll(async () => {
  key = await importContentKey(keyBytes);
});

const plaintexts = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.integer({ min: 0, max: 3 * chunkBytes }).map((size) => pattern(size)),
);

describe('a segment', () => {
  it('gives back what went in, to us and to OpenPGP.js, in the size that was foretold', async () => {
    await fc.assert(
      fc.asyncProperty(plaintexts, async (plaintext) => {
        const message = await encryptSegment(key, plaintext);
        expect(message.length).toBe(segmentCiphertextBytes(plaintext.length));
        expect(Buffer.compare(await decryptSegment(key, message), plaintext)).toBe(0);
        expect(Buffer.compare(await openpgpjsDecrypt(keyBytes, message), plaintext)).toBe(0);
      }),
      { numRuns: runs(60) },
    );
  });

  it('is refused with any single bit flipped', async () => {
    const message = await encryptSegment(key, pattern(40));
    for (let bit = 0; bit < message.length * 8; bit++) {
      const changed = flipBits(message, bit >> 3, 1 << (bit & 7));
      await expect(decryptSegment(key, changed)).rejects.toBeInstanceOf(FormatError);
    }
  });

  it('is refused cut to any length, and with anything behind it', async () => {
    const message = await encryptSegment(key, pattern(40));
    for (let length = 0; length < message.length; length++) {
      await expect(decryptSegment(key, message.slice(0, length))).rejects.toBeInstanceOf(FormatError);
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (tail) => {
        await expect(decryptSegment(key, concatBytes(message, tail))).rejects.toBeInstanceOf(FormatError);
      }),
    );
  });

  it('is refused with its chunks dropped, doubled or in any other order', async () => {
    const chunks = 4;
    const message = await encryptSegment(key, pattern(chunks * chunkBytes - 12));
    const stored = chunkBytes + 16;
    const head = message.length - chunks * stored - 16;
    const chunk = (index: number) => message.subarray(head + index * stored, head + (index + 1) * stored);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: chunks - 1 }), { maxLength: chunks + 1 }),
        async (order) => {
          fc.pre(order.join() !== '0,1,2,3');
          const changed = concatBytes(
            message.subarray(0, head),
            ...order.map(chunk),
            message.subarray(message.length - 16),
          );
          await expect(decryptSegment(key, changed)).rejects.toBeInstanceOf(FormatError);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('is refused as random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        await expect(decryptSegment(key, bytes)).rejects.toBeInstanceOf(FormatError);
      }),
    );
  });
});

describe('sizes', () => {
  it('grow with the plaintext and go back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: segmentPlaintextBytesMax - 1 }), (size) => {
        expect(segmentCiphertextBytes(size + 1)).toBeGreaterThan(segmentCiphertextBytes(size));
        expect(segmentPlaintextBytes(segmentCiphertextBytes(size))).toBe(size);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('name every stored size or refuse it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_400_000 }), (stored) => {
        let size: number;
        try {
          size = segmentPlaintextBytes(stored);
        } catch (error) {
          expect(error).toMatchObject({ code: 'segment-size' });
          return;
        }
        expect(segmentCiphertextBytes(size)).toBe(stored);
      }),
      { numRuns: runs(2_000) },
    );
  });
});
