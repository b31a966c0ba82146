import { beforeAll, describe, expect, it } from 'vitest';
import { titleOf } from '../../../lib/envelope-format/manifest';
import { verifyEnvelope } from '../../../lib/envelope-format/verify-envelope';
import { authorityPolicy } from '../../../lib/timestamp/answer-timestamp-request';
import {
  buildEnvelope,
  createProvider,
  type Provider,
  type SampleEnvelope,
} from '../../support/build-envelope';

let provider: Provider;
let whole: SampleEnvelope;
const fetchObject = async ({ sha256 }: { sha256: string }) => whole.objects.get(sha256) ?? new Uint8Array();
beforeAll(async () => {
  provider = await createProvider();
  whole = await buildEnvelope(provider);
});

describe('verifyEnvelope', () => {
  it('says step by step what it established, and gives the manifest', async () => {
    const { steps, verified } = await verifyEnvelope({ ...whole, fetchObject });
    expect(steps.map(({ step, state, code }) => [step, state, code])).toEqual([
      ['seal', 'verified', 'ok'],
      ['signature', 'verified', 'ok'],
      ['timestamp', 'verified', 'ok'],
      ['recipient', 'verified', 'ok'],
      ['manifest', 'verified', 'ok'],
    ]);
    const facts = Object.fromEntries(steps.map((step) => [step.step, step.facts]));
    expect(facts.seal).toMatchObject({ senderAddress: 'dr.durand@chu.example', recipients: 2 });
    expect(facts.signature).toMatchObject({ fingerprint: provider.sealing.fingerprint });
    expect(facts.timestamp).toMatchObject({ authority: 'Pli Timestamp Authority', policy: authorityPolicy });
    expect(facts.recipient).toEqual({ address: whole.recipient.address });
    expect(facts.manifest).toMatchObject({ attachments: 2 });
    expect(verified && titleOf(verified.manifest)).toBe('Compte rendu');
  });

  it('says pending while there is no timestamp, and gives the manifest all the same', async () => {
    const { steps, verified } = await verifyEnvelope({ ...whole, timestampResponse: null, fetchObject });
    expect(steps[2]).toEqual({ step: 'timestamp', state: 'pending', code: 'timestamp-pending', facts: {} });
    expect(verified).not.toBeNull();
  });

  it('gives nothing out when any step fails, and still reports every step', async () => {
    const other = await createProvider();
    const { steps, verified } = await verifyEnvelope({
      ...whole,
      sealingKey: other.sealing.publicKey,
      fetchObject,
    });
    expect(verified).toBeNull();
    expect(steps.map(({ state }) => state)).toEqual([
      'verified',
      'failed',
      'verified',
      'verified',
      'verified',
    ]);
    expect(steps[1]?.facts).toEqual({});
  });

  it('asks the store only for the manifest the seal names', async () => {
    const asked: string[] = [];
    await verifyEnvelope({
      ...whole,
      fetchObject: async (digest) => {
        asked.push(digest.sha256);
        return fetchObject(digest);
      },
    });
    expect(asked).toHaveLength(1);
  });

  it('passes a broken connection on: it is no failed check', async () => {
    const away = new TypeError('network');
    await expect(verifyEnvelope({ ...whole, fetchObject: () => Promise.reject(away) })).rejects.toBe(away);
  });
});
