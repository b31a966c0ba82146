import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { chosenRelease } from '../../../lib/envelope-format/chosen-release';
import { encodeSeal, parseSeal, type Seal } from '../../../lib/envelope-format/seal';
import { buildSeal2 } from '../../../lib/envelope-format/seal-2';

const sha256 = 'a'.repeat(64);

function sealSaying(more: Parameters<typeof buildSeal2>[0]['more']): Seal {
  const segment = { ciphertextBytes: 178, sha256 };
  const seal = buildSeal2({
    envelopeId: randomUUID(),
    sender: { address: 'anne@hopital.example', name: 'Anne', organisation: 'Hôpital' },
    author: { label: 'Anne', addressHash: sha256 },
    inNameOf: null,
    origin: 'browser',
    encryptedOn: 'device',
    inReplyTo: null,
    forwards: [],
    titleHash: sha256,
    recipientHashes: [sha256],
    manifest: segment,
    parts: [{ id: randomUUID(), kind: 'body', segments: [segment] }],
    sealedAt: new Date('2026-11-30T22:00:00.000Z'),
    expiresAt: new Date('2027-02-28T22:00:00.000Z'),
    ...(more && { more }),
  });
  return parseSeal(encodeSeal(seal));
}

describe('the time a sender chose for a letter to leave', () => {
  test('stands in its seal, and is read back from it', () => {
    const at = '2026-12-01T07:00:00.000Z';
    expect(chosenRelease(sealSaying({ releaseAt: at }))).toBe(at);
  });

  test.each([
    ['where nothing was chosen', undefined],
    ['where only something else is said', { colour: 'red' }],
    ['where it is no time', { releaseAt: 'tomorrow' }],
    ['where it is written otherwise', { releaseAt: '2026-12-01T08:00:00+01:00' }],
    ['where it is a number', { releaseAt: 1 }],
  ])('is none %s; the seal is as good as before', (_, more) => {
    expect(chosenRelease(sealSaying(more))).toBeNull();
  });
});
