import { randomBytes } from '../../lib/envelope-format/bytes';
import { signSeal } from '../../lib/envelope-format/seal-signature';
import {
  buildEnvelope,
  createProvider,
  type Provider,
  type SampleEnvelope,
  stamp,
} from '../support/build-envelope';
import {
  buildEnvelope2,
  type SampleEnvelope2,
  signDocument,
  withAddendum,
} from '../support/build-envelope-2';
import { addendaCases } from './chain-vectors';
import { manifestCases, partCases } from './content-vectors-2';
import type { EnvelopeCase2 } from './envelope-case-2';

/** Envelopes of version 2 as a reader may be given them: whole ones, and each way to be wrong. */
export async function envelopeVectors2(): Promise<EnvelopeCase2[]> {
  const provider = await createProvider();
  const other = await createProvider();
  const whole = await buildEnvelope2(provider);
  const stranger = await buildEnvelope2(provider, {}, { id: '019390f0-1c2d-7abc-8def-ffffffffffff' });
  return [
    { name: 'ok', description: 'everything as it should be', envelope: whole },
    {
      name: 'ok-sender-side',
      description: 'read by the sender, who has no place among the recipients',
      envelope: whole,
      senderSide: true,
    },
    {
      name: 'ok-timestamp-pending',
      description: 'the authority has not answered yet',
      envelope: { ...whole, timestampResponse: null },
    },
    ...(await signedCases(provider, other, whole, stranger)),
    ...(await batchCases(provider, whole)),
    ...recipientCases(whole),
    ...(await manifestCases(provider, whole, stranger)),
    ...(await partCases(provider, whole)),
    ...(await addendaCases(provider, other, whole)),
  ];
}

async function signedCases(
  provider: Provider,
  other: Provider,
  whole: SampleEnvelope2,
  stranger: SampleEnvelope2,
): Promise<EnvelopeCase2[]> {
  const edit = (from: string | RegExp, to: string) =>
    new TextEncoder().encode(new TextDecoder().decode(whole.seal).replace(from, to));
  const withSeal = (seal: Uint8Array) => ({ ...whole, seal });
  const { seal, batch, sealSignature, timestampResponse } = stranger;
  const old = await buildEnvelope(provider);
  return [
    {
      name: 'seal-sender-changed',
      description: 'another sender in the seal',
      envelope: withSeal(edit('dr.durand', 'dr.dupond')),
    },
    {
      name: 'seal-origin-changed',
      description: 'another way in',
      envelope: withSeal(edit('"origin":"browser"', '"origin":"smtp"')),
    },
    {
      name: 'seal-truncated',
      description: 'the seal without its last octet',
      envelope: withSeal(whole.seal.slice(0, -1)),
    },
    {
      name: 'seal-of-another-envelope',
      description: 'a genuine seal, signature and timestamp of another envelope',
      envelope: { ...whole, seal, batch, sealSignature, timestampResponse },
    },
    {
      name: 'seal-newer',
      description: 'a genuine seal of the next version: newer than this program, neither trusted nor broken',
      envelope: await buildEnvelope2(provider, {
        sealBytes: (bytes) =>
          new TextEncoder().encode(new TextDecoder().decode(bytes).replace('pli-seal-2', 'pli-seal-3')),
      }),
    },
    {
      name: 'seal-newer-forged',
      description: 'a seal of this version that somebody calls newer: its signature does not hold',
      envelope: withSeal(edit('pli-seal-2', 'pli-seal-3')),
    },
    {
      name: 'signature-by-another-key',
      description: 'verified with another key',
      envelope: { ...whole, sealingKey: other.sealing.publicKey },
    },
    {
      name: 'signature-of-the-seal-alone',
      description: 'the seal itself was signed, as in version 1',
      envelope: { ...whole, sealSignature: await signSeal(whole.seal, provider.sealing.privateKey) },
    },
    {
      name: 'timestamp-of-the-seal-alone',
      description: 'the seal itself was time-stamped, as in version 1',
      envelope: { ...whole, timestampResponse: await stamp(provider.authority, whole.seal) },
    },
    {
      name: 'timestamp-of-another-batch',
      description: 'the timestamp of another batch',
      envelope: { ...whole, timestampResponse },
    },
    {
      name: 'version-1-in-a-batch',
      description: 'a seal of version 1 that was signed in a batch',
      envelope: {
        ...whole,
        ...asRead(old),
        ...(await asBatch(provider, old.seal)),
      },
    },
    {
      name: 'ok-version-1-with-addendum',
      description: 'a seal of version 1 that was prolonged later',
      envelope: await withAddendum(provider, { ...whole, ...asRead(old) }, [
        { kind: 'available-until', until: '2027-06-30T22:00:00.000Z' },
      ]),
    },
    {
      name: 'no-batch',
      description: 'signed and time-stamped as version 1 is',
      envelope: {
        ...whole,
        batch: null,
        sealSignature: await signSeal(whole.seal, provider.sealing.privateKey),
        timestampResponse: await stamp(provider.authority, whole.seal),
      },
    },
  ];
}

/** An envelope of version 1 as today's readers are given it. */
function asRead({ recipient, ...old }: SampleEnvelope) {
  return {
    ...old,
    batch: null,
    addenda: [],
    named: [],
    recipient: { ...recipient, kind: 'to' as const, name: '' },
  };
}

async function asBatch(provider: Provider, bytes: Uint8Array) {
  const { document, signature, batch, timestampResponse } = await signDocument(provider, bytes);
  return { seal: document, sealSignature: signature, batch, timestampResponse };
}

/** A letter among others: the fifth of seven. */
async function batchCases(provider: Provider, whole: SampleEnvelope2): Promise<EnvelopeCase2[]> {
  const others = (count: number) => Array.from({ length: count }, () => randomBytes(300));
  const among = await buildEnvelope2(provider, { batch: { before: others(4), behind: others(2) } });
  const { batch } = among;
  const [first = '', second = '', third = ''] = batch.path;
  const cases: [string, string, object][] = [
    ['index-changed', 'another place', { index: 3 }],
    ['size-changed', 'a batch of six', { size: 6 }],
    ['index-beyond', 'a place behind the last', { index: 7 }],
    [
      'path-bit-flipped',
      'another hash beside the way up',
      { path: [first, second, third.replace(/^./, (c) => (c === 'a' ? 'b' : 'a'))] },
    ],
    ['path-truncated', 'a hash too few', { path: [first, second] }],
    ['path-extended', 'a hash too many', { path: [...batch.path, first] }],
    ['path-reordered', 'hashes in another order', { path: [second, first, third] }],
    ['path-no-hex', 'a path that is none', { path: ['x', second, third] }],
    ['too-large', 'a batch of 1,001', { size: 1_001, index: 1_000, path: Array(6).fill(first) }],
    ['newer', 'a batch of a later program', { format: 'pli-batch-2' }],
    ['unknown', 'a batch of no known kind', { format: 'tree' }],
  ];
  return [
    {
      name: 'ok-batch-of-seven',
      description: 'one signature and one timestamp for seven documents',
      envelope: among,
    },
    ...cases.map(([name, description, change]) => ({
      name: `batch-${name}`,
      description,
      envelope: { ...among, batch: { ...batch, ...change } },
    })),
    {
      name: 'batch-of-another',
      description: 'a place in the batch of others',
      envelope: { ...whole, batch },
    },
  ];
}

function recipientCases(whole: SampleEnvelope2): EnvelopeCase2[] {
  const { recipient, named } = whole;
  const { address, salt } = recipient;
  const cases: [string, string, Partial<SampleEnvelope2>][] = [
    [
      'another-address',
      'an address it was not sent to',
      { recipient: { ...recipient, address: 'eve@elsewhere.example' } },
    ],
    ['another-salt', 'another salt', { recipient: { ...recipient, salt: randomBytes(32) } }],
    ['short-salt', 'a salt of 31 bytes', { recipient: { ...recipient, salt: salt.slice(0, 31) } }],
    ['another-kind', 'addressed to, shown as a copy', { recipient: { ...recipient, kind: 'cc' } }],
    ['another-name', 'another display name', { recipient: { ...recipient, name: 'Camille Martine' } }],
    [
      'shifted',
      'the border between address and name moved',
      { recipient: { ...recipient, address: `${address}","kind":"to` } },
    ],
    [
      'named-another-name',
      'another name of one who is shown',
      { named: named.map((one) => ({ ...one, name: 'X' })) },
    ],
    [
      'named-hidden-kind',
      'a copy shown as a blind copy',
      { named: named.map((one) => ({ ...one, kind: 'bcc' as const })) },
    ],
  ];
  return cases.map(([name, description, change]) => ({
    name: `recipient-${name}`,
    description,
    envelope: { ...whole, ...change },
  }));
}
