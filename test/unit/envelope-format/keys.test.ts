import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { concatBytes, toHex } from '../../../lib/envelope-format/bytes';
import { deriveContentKey, generateSeed } from '../../../lib/envelope-format/content-key';
import {
  type ArmoredKeyPair,
  generateSealingKey,
  generateVaultKey,
} from '../../../lib/envelope-format/generate-keys';
import { unwrapSeed, wrapSeed } from '../../../lib/envelope-format/key-packet';
import { flipBits } from '../../support/flip-bits';

const envelopeId = '019390f0-1c2d-7abc-8def-0123456789ab';
let vault: ArmoredKeyPair;
beforeAll(async () => {
  vault = await generateVaultKey();
});

afterEach(() => vi.useRealTimers());

describe('a key packet', () => {
  it('gives the seed back to the vault key and to no other', async () => {
    const seed = generateSeed();
    const packet = await wrapSeed(seed, vault.publicKey);
    expect(await unwrapSeed(packet, vault.privateKey)).toEqual(seed);
    const other = await generateVaultKey();
    await expect(unwrapSeed(packet, other.privateKey)).rejects.toMatchObject({ code: 'key-packet-invalid' });
  });

  it('is refused cut, extended, doubled, empty, or with any bit changed', async () => {
    const packet = await wrapSeed(generateSeed(), vault.publicKey);
    const bad = [
      packet.slice(0, -1),
      concatBytes(packet, new Uint8Array(1)),
      concatBytes(packet, packet),
      new Uint8Array(0),
    ];
    for (let octet = 0; octet < packet.length; octet++) {
      bad.push(flipBits(packet, octet, 1 << (octet % 8)));
    }
    for (const bytes of bad) {
      await expect(unwrapSeed(bytes, vault.privateKey)).rejects.toMatchObject({ code: 'key-packet-invalid' });
    }
  });

  it('is made also by a sender whose clock stands before the birth of the vault key', async () => {
    const seed = generateSeed();
    for (const yearsBehind of [0.001, 1, 30]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - yearsBehind * 31_557_600_000 });
      const packet = await wrapSeed(seed, vault.publicKey);
      vi.useRealTimers();
      expect(await unwrapSeed(packet, vault.privateKey)).toEqual(seed);
    }
  });

  it('cannot be wrapped to a key that only signs', async () => {
    const sealing = await generateSealingKey();
    await expect(wrapSeed(generateSeed(), sealing.publicKey)).rejects.toThrow();
  });
});

describe('a content key', () => {
  it('is HKDF-SHA-256 of the seed with the envelope as info', async () => {
    const seed = new Uint8Array(32).fill(7);
    const { hkdfSync } = await import('node:crypto');
    const expected = hkdfSync('sha256', seed, '', `pli-envelope-1/content-key/${envelopeId}`, 32);
    expect(toHex(await deriveContentKey(seed, envelopeId))).toBe(Buffer.from(expected).toString('hex'));
  });

  it('differs for every envelope: a key packet copied to another envelope releases nothing', async () => {
    const seed = generateSeed();
    const other = envelopeId.replace(/b$/, 'c');
    expect(await deriveContentKey(seed, envelopeId)).not.toEqual(await deriveContentKey(seed, other));
  });

  it('is not derived for an id in another spelling, or from a seed of another length', async () => {
    for (const id of ['', envelopeId.toUpperCase(), `{${envelopeId}}`, `${envelopeId}\n`, 'x']) {
      await expect(deriveContentKey(generateSeed(), id)).rejects.toMatchObject({
        code: 'content-key-invalid',
      });
    }
    await expect(deriveContentKey(new Uint8Array(31), envelopeId)).rejects.toMatchObject({
      code: 'content-key-invalid',
    });
  });
});
