import { beforeAll, describe, expect, it } from 'vitest';
import { verifyEnvelope } from '../../../lib/envelope-format/verify-envelope';
import { buildEnvelope, createProvider, type SampleEnvelope } from '../../support/build-envelope';

let whole: SampleEnvelope;
const fetchObject = async ({ sha256 }: { sha256: string }) => whole.objects.get(sha256) ?? new Uint8Array();
const invented = { address: 'avocat@ailleurs.example', salt: new Uint8Array(32) };
beforeAll(async () => {
  whole = await buildEnvelope(await createProvider());
});

describe('the other recipients that a reader is going to name', () => {
  it('are shown when the envelope was sealed to them', async () => {
    for (const recipient of [whole.recipient, null]) {
      const named = [whole.recipient];
      const { steps, verified } = await verifyEnvelope({ ...whole, recipient, named, fetchObject });
      expect(steps.filter(({ state }) => state !== 'verified')).toEqual([]);
      expect(verified).not.toBeNull();
    }
  });

  it('end the reading, for recipient and sender alike, when one of them was not', async () => {
    const changed = { ...whole.recipient, address: `x${whole.recipient.address}` };
    const short = { ...whole.recipient, salt: new Uint8Array(0) };
    for (const recipient of [whole.recipient, null]) {
      for (const wrong of [invented, changed, short]) {
        const named = [whole.recipient, wrong];
        const { steps, verified } = await verifyEnvelope({ ...whole, recipient, named, fetchObject });
        expect(verified).toBeNull();
        expect(steps.filter(({ state }) => state === 'failed')).toMatchObject([
          { step: 'recipient', code: 'recipient-absent' },
        ]);
      }
    }
  });
});
