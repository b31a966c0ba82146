import { concatBytes, randomBytes } from '../../lib/envelope-format/bytes';
import type { Manifest1, ManifestPart1, Seal1, SegmentDigest } from '../../lib/envelope-format/types';
import { buildEnvelope, type Hooks, type Provider, type SampleEnvelope } from '../support/build-envelope';
import { flipBits } from '../support/flip-bits';
import type { Named } from './segment-vectors';

export type EnvelopeCase = Named<{ envelope: SampleEnvelope; senderSide?: boolean }>;

/** The seal of an envelope, without a check. */
export const sealOf = ({ seal }: SampleEnvelope) => JSON.parse(new TextDecoder().decode(seal)) as Seal1; // as built

/** Envelopes whose seal is in order, and whose manifest or stored objects are not what was sealed. */
export async function contentCases(
  provider: Provider,
  whole: SampleEnvelope,
  stranger: SampleEnvelope,
): Promise<EnvelopeCase[]> {
  return [
    ...manifestObjectCases(whole, stranger),
    ...(await manifestCases(provider)),
    ...partCases(whole),
    ...(await lyingManifestCases(provider)),
  ];
}

const segmentsOf = (envelope: SampleEnvelope, part: number): readonly SegmentDigest[] =>
  sealOf(envelope).parts[part]?.segments ?? [];
const digestOf = (envelope: SampleEnvelope, part: number) => segmentsOf(envelope, part)[0]?.sha256 ?? '';

/** Changes the stored object under a digest; its name stays. */
const restore = (
  envelope: SampleEnvelope,
  sha256: string,
  change: (bytes: Uint8Array) => Uint8Array,
): SampleEnvelope => {
  const objects = new Map(envelope.objects);
  objects.set(sha256, change(objects.get(sha256) ?? new Uint8Array()));
  return { ...envelope, objects };
};

function manifestObjectCases(whole: SampleEnvelope, stranger: SampleEnvelope): EnvelopeCase[] {
  const { sha256 } = sealOf(whole).manifest;
  const strange = stranger.objects.get(sealOf(stranger).manifest.sha256) ?? new Uint8Array();
  const cases: [string, string, (bytes: Uint8Array) => Uint8Array][] = [
    ['bit-flipped', 'a bit of the stored manifest is flipped', (bytes) => flipBits(bytes, 60)],
    ['truncated', 'the last octet of the stored manifest is missing', (bytes) => bytes.slice(0, -1)],
    ['extended', 'an octet follows the stored manifest', (bytes) => concatBytes(bytes, new Uint8Array(1))],
    ['of-another-envelope', 'the stored manifest is that of another envelope', () => strange],
    ['missing', 'the stored manifest is empty', () => new Uint8Array(0)],
  ];
  return [
    ...cases.map(([name, description, change]) => ({
      name: `manifest-object-${name}`,
      description,
      envelope: restore(whole, sha256, change),
    })),
    {
      name: 'manifest-another-content-key',
      description: 'another content key',
      envelope: { ...whole, contentKey: randomBytes(32) },
    },
    {
      name: 'manifest-key-of-another-envelope',
      description: 'the content key of another envelope',
      envelope: { ...whole, contentKey: stranger.contentKey },
    },
  ];
}

/** The manifest says something else than the seal, each in one respect; both are well made. */
async function manifestCases(provider: Provider): Promise<EnvelopeCase[]> {
  const withParts = (change: (parts: ManifestPart1[]) => ManifestPart1[]) => (manifest: Manifest1) => ({
    ...manifest,
    parts: change([...manifest.parts]),
  });
  const second = (change: (part: ManifestPart1, others: ManifestPart1[]) => Partial<ManifestPart1>) =>
    withParts((parts) =>
      parts.map((part, index) => (index === 1 ? { ...part, ...change(part, parts) } : part)),
    );
  const digest = { sha256: 'a'.repeat(64) };
  const doubled = ({ segments: [only] }: ManifestPart1) =>
    only ? [{ ...only, ciphertextBytes: 8_389_206 }, only] : [];
  const bySealed = (parts: Seal1['parts'], segments: readonly SegmentDigest[]) =>
    parts.map((part, index) => (index === 1 ? { ...part, segments } : part));
  const cases: [string, string, Hooks][] = [
    [
      'another-envelope',
      'the manifest names another envelope',
      { manifest: (manifest) => ({ ...manifest, envelopeId: '019390f0-1c2d-7abc-8def-ffffffffffff' }) },
    ],
    [
      'attachments-reordered',
      'two attachments change places',
      { manifest: withParts(([body, a, b]) => [body, b, a].filter((part) => part !== undefined)) },
    ],
    [
      'attachment-dropped',
      'an attachment is missing from the manifest',
      { manifest: withParts((parts) => parts.slice(0, -1)) },
    ],
    [
      'attachment-dropped-from-seal',
      'an attachment is missing from the seal',
      { seal: (seal) => ({ ...seal, parts: seal.parts.slice(0, -1) }) },
    ],
    [
      'part-id',
      'a part has another id',
      { manifest: second(() => ({ id: '019390f0-1c2d-7abc-8def-0000000000ff' })) },
    ],
    [
      'segment-digest',
      'a segment has another digest',
      {
        manifest: second(({ segments }) => ({
          segments: segments.map((segment) => ({ ...segment, ...digest })),
        })),
      },
    ],
    [
      'segment-size',
      'a segment has another size',
      { seal: (seal) => ({ ...seal, parts: bySealed(seal.parts, seal.parts[2]?.segments ?? []) }) },
    ],
    [
      'segment-dropped',
      'a segment is missing from the manifest',
      { seal: (seal) => ({ ...seal, parts: bySealed(seal.parts, doubled(seal.parts[1] as ManifestPart1)) }) },
    ], // only its segments are read
    ['segments-reordered', 'two segments of a part change places', segmentsReordered()],
    ['segments-swapped', 'two parts exchange their segments', { manifest: segmentsSwapped }],
    [
      'not-canonical',
      'the manifest has a space too many',
      { manifestBytes: (bytes) => concatBytes(bytes, new Uint8Array([32])) },
    ],
    ['not-json', 'the manifest is no JSON', { manifestBytes: () => randomBytes(40) }],
    ['another-key', 'the manifest is encrypted under another key', { manifestKey: () => randomBytes(32) }],
  ];
  return Promise.all(
    cases.map(async ([name, description, hooks]) => ({
      name: `manifest-${name}`,
      description,
      envelope: await buildEnvelope(provider, hooks),
    })),
  );
}

/** Three segments, the first two full and exchanged in the manifest; the objects are not needed for the refusal. */
function segmentsReordered(): Hooks {
  const full = (digit: string) => ({ sha256: digit.repeat(64), ciphertextBytes: 8_389_206 });
  const replace = <P extends { segments: readonly SegmentDigest[] }>(
    parts: readonly P[],
    first: string,
    then: string,
  ): P[] =>
    parts.map((part, index) =>
      index === 1 ? { ...part, segments: [full(first), full(then), ...part.segments] } : part,
    );
  return {
    manifest: (manifest) => ({
      ...manifest,
      parts: replace(manifest.parts, '2', '1').map((part, index) =>
        index === 1 ? { ...part, plaintextBytes: part.plaintextBytes + 2 * 8_388_608 } : part,
      ),
    }),
    seal: (seal) => ({ ...seal, parts: replace(seal.parts, '1', '2') }),
  };
}

function segmentsSwapped(manifest: Manifest1): Manifest1 {
  const [body, letter, empty] = manifest.parts;
  if (!body || !letter || !empty) throw new Error('three parts');
  const content = ({ segments, plaintextBytes, plaintextSha256 }: ManifestPart1) => ({
    segments,
    plaintextBytes,
    plaintextSha256,
  });
  return { ...manifest, parts: [body, { ...letter, ...content(empty) }, { ...empty, ...content(letter) }] };
}

/** The vault gives something else than was stored. */
function partCases(whole: SampleEnvelope): EnvelopeCase[] {
  const letter = digestOf(whole, 1);
  const empty = digestOf(whole, 2);
  const cases: [string, string, (bytes: Uint8Array) => Uint8Array][] = [
    ['bit-flipped', 'a bit of a stored segment is flipped', (bytes) => flipBits(bytes, 60)],
    ['truncated', 'the last octet of a stored segment is missing', (bytes) => bytes.slice(0, -1)],
    ['extended', 'an octet follows a stored segment', (bytes) => concatBytes(bytes, new Uint8Array(1))],
    ['missing', 'a stored segment is empty', () => new Uint8Array(0)],
    [
      'exchanged',
      'the segment of another part is stored in its place',
      () => whole.objects.get(empty) ?? new Uint8Array(),
    ],
  ];
  return cases.map(([name, description, change]) => ({
    name: `part-${name}`,
    description,
    envelope: restore(whole, letter, change),
  }));
}

/** A sender whose manifest agrees with his seal and still does not describe the files. */
async function lyingManifestCases(provider: Provider): Promise<EnvelopeCase[]> {
  const lie = (change: Partial<ManifestPart1>): Hooks => ({
    manifest: (manifest) => ({
      ...manifest,
      parts: manifest.parts.map((part, index) => (index === 1 ? { ...part, ...change } : part)),
    }),
  });
  return [
    {
      name: 'part-another-plaintext',
      description: 'the manifest names another plaintext',
      envelope: await buildEnvelope(provider, lie({ plaintextSha256: 'b'.repeat(64) })),
    },
    {
      name: 'part-another-size',
      description: 'the manifest names another size',
      envelope: await buildEnvelope(provider, lie({ plaintextBytes: 1 })),
    },
  ];
}
