import { beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../../lib/envelope-format/bytes';
import { FormatError } from '../../../lib/envelope-format/format-error';
import { generateSealingKey, generateVaultKey } from '../../../lib/envelope-format/generate-keys';
import { readPrivateKeys } from '../../../lib/envelope-format/read-private-keys';
import { recipientHash } from '../../../lib/envelope-format/salted-hash';
import { encodeSeal, parseSeal } from '../../../lib/envelope-format/seal';
import { signSeal, verifySealSignature } from '../../../lib/envelope-format/seal-signature';
import {
  buildEnvelope,
  createProvider,
  type Provider,
  type SampleEnvelope,
} from '../../support/build-envelope';
import { flipBits } from '../../support/flip-bits';
import { gpgVerify, opensslTimestampVerify } from '../../support/outside-verifiers';

let provider: Provider;
let whole: SampleEnvelope;
beforeAll(async () => {
  provider = await createProvider();
  whole = await buildEnvelope(provider);
});

describe('a stranger', () => {
  it('is told by gpg that the signature of a seal is good, and of any other bytes that it is bad', () => {
    expect(gpgVerify(whole.seal, whole.sealSignature, whole.sealingKey)).toMatchObject({ good: true });
    const other = flipBits(whole.seal, 100);
    expect(gpgVerify(other, whole.sealSignature, whole.sealingKey)).toMatchObject({
      good: false,
      said: expect.stringContaining('BAD signature'),
    });
  });

  it('is told by openssl that the timestamp of a seal is valid', () => {
    const response = whole.timestampResponse ?? new Uint8Array();
    expect(opensslTimestampVerify(whole.seal, response, whole.timestampRoots)).toMatchObject({ ok: true });
    expect(opensslTimestampVerify(randomBytes(10), response, whole.timestampRoots)).toMatchObject({
      ok: false,
    });
  });

  it('learns no address from a seal, and no secret', () => {
    const seal = new TextDecoder().decode(whole.seal);
    for (const secret of [whole.contentKey, whole.seed, whole.recipient.salt]) {
      expect(seal).not.toContain(Buffer.from(secret).toString('hex'));
      expect(seal).not.toContain(Buffer.from(secret).toString('base64'));
    }
    expect(seal).not.toContain(whole.recipient.address);
    expect(seal).not.toContain('rendu');
  });
});

describe('a seal', () => {
  it('is the same bytes again after reading', () => {
    expect(encodeSeal(parseSeal(whole.seal))).toEqual(whole.seal);
  });

  it('that a reader would refuse is never encoded', () => {
    const seal = parseSeal(whole.seal);
    expect(() => encodeSeal({ ...seal, parts: [] })).toThrow(FormatError);
    expect(() => encodeSeal({ ...seal, expiresAt: 'tomorrow' })).toThrow(/seal-invalid/);
  });

  it('names a recipient by SHA-256 of salt and address', async () => {
    const { createHash } = await import('node:crypto');
    const salt = new Uint8Array(32).fill(9);
    const expected = createHash('sha256').update(salt).update('a@b.example').digest('hex');
    expect(await recipientHash('a@b.example', salt)).toBe(expected);
  });
});

describe('the signature of a seal', () => {
  it('says who signed and when, by the moment that was given', async () => {
    const signedAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 60_000);
    const signature = await signSeal(whole.seal, provider.sealing.privateKey, signedAt);
    // A minute ahead of this clock: a reader whose clock is behind must still be able to verify.
    expect(await verifySealSignature(whole.seal, signature, provider.sealing.publicKey)).toEqual({
      fingerprint: provider.sealing.fingerprint,
      signedAt,
    });
  });

  it('is by a v4 key that cannot encrypt', async () => {
    const { readKey } = await import('openpgp');
    const key = await readKey({ armoredKey: (await generateSealingKey()).publicKey });
    expect(key.keyPacket.version).toBe(4);
    expect(key.subkeys).toHaveLength(0);
    await expect(key.getEncryptionKey()).rejects.toThrow();
  });
});

describe('private keys from one text', () => {
  it('are read in order, with their public keys', async () => {
    const pairs = [await generateSealingKey(), await generateVaultKey()];
    const read = await readPrivateKeys(pairs.map(({ privateKey }) => privateKey).join('\n'));
    expect(read.map(({ fingerprint }) => fingerprint)).toEqual(pairs.map(({ fingerprint }) => fingerprint));
    expect(read.every(({ publicKey }) => publicKey.includes('BEGIN PGP PUBLIC KEY BLOCK'))).toBe(true);
  });
});
