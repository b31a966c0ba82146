import { concatBytes, randomBytes } from '../../lib/envelope-format/bytes';
import type { Manifest2, ManifestPart2 } from '../../lib/envelope-format/manifest-2';
import type { Seal2 } from '../../lib/envelope-format/seal-2';
import { buildEnvelope, type Provider } from '../support/build-envelope';
import { buildEnvelope2, type Hooks2, type SampleEnvelope2 } from '../support/build-envelope-2';
import { flipBits } from '../support/flip-bits';
import type { EnvelopeCase2 } from './envelope-case-2';

const sealOf = ({ seal }: { seal: Uint8Array }) => JSON.parse(new TextDecoder().decode(seal)) as Seal2; // as built

const withPart =
  (index: number, change: (part: ManifestPart2, parts: readonly ManifestPart2[]) => Partial<ManifestPart2>) =>
  (manifest: Manifest2): Manifest2 => ({
    ...manifest,
    parts: manifest.parts.map((part, at) =>
      at === index ? { ...part, ...change(part, manifest.parts) } : part,
    ),
  });

/** The manifest is not what was sealed. */
export async function manifestCases(
  provider: Provider,
  whole: SampleEnvelope2,
  stranger: SampleEnvelope2,
): Promise<EnvelopeCase2[]> {
  const old = await buildEnvelope(provider);
  const oldObject = old.objects.get(sealOf(old).manifest.sha256);
  const { sha256 } = sealOf(whole).manifest;
  const cases: [string, string, Hooks2][] = [
    [
      'another-title',
      'another title than was committed to',
      { manifest: (all) => ({ ...all, title: 'Compte-rendu' }) },
    ],
    [
      'another-title-salt',
      'another salt of the title',
      { manifest: (all) => ({ ...all, titleSalt: 'a'.repeat(64) }) },
    ],
    [
      'another-envelope',
      'the manifest names another envelope',
      { manifest: (all) => ({ ...all, envelopeId: stranger.envelopeId }) },
    ],
    [
      'part-dropped',
      'the original is missing',
      { manifest: (all) => ({ ...all, parts: all.parts.slice(0, -1) }) },
    ],
    [
      'part-of-another-kind',
      'an attachment in the seal is the original in the manifest',
      {
        seal: (seal) => ({
          ...seal,
          parts: seal.parts.map((part, i) => (i === 3 ? { ...part, kind: 'attachment' } : part)),
        }),
      },
    ],
    ['segments-swapped', 'two parts exchange their segments', { manifest: segmentsSwapped }],
    ['another-key', 'encrypted under another key', { manifestKey: () => randomBytes(32) }],
    [
      'newer',
      'a manifest of the next version',
      { manifest: (all) => ({ ...all, format: 'pli-manifest-3' as 'pli-manifest-2' }) },
    ],
  ];
  return [
    ...(await Promise.all(
      cases.map(async ([name, description, hooks]) => ({
        name: `manifest-${name}`,
        description,
        envelope: await buildEnvelope2(provider, hooks),
      })),
    )),
    {
      name: 'manifest-object-bit-flipped',
      description: 'a bit of the stored manifest is flipped',
      envelope: restore(whole, sha256, (bytes) => flipBits(bytes, 60)),
    },
    {
      name: 'manifest-of-version-1',
      description: 'a manifest of version 1 under a seal of version 2',
      envelope: {
        ...(await buildEnvelope2(provider, {
          seal: (seal) => ({
            ...seal,
            manifest: sealOf(old).manifest,
          }),
        })),
        contentKey: old.contentKey,
        objects: new Map([[sealOf(old).manifest.sha256, oldObject ?? new Uint8Array()]]),
      },
    },
  ];
}

function segmentsSwapped(manifest: Manifest2): Manifest2 {
  const [body, letter, empty, ...rest] = manifest.parts;
  if (!body || !letter || !empty) throw new Error('three parts');
  const content = ({ segments, plaintextBytes, plaintextSha256, wrappedKey }: ManifestPart2) => ({
    segments,
    plaintextBytes,
    plaintextSha256,
    wrappedKey,
  });
  return {
    ...manifest,
    parts: [body, { ...letter, ...content(empty) }, { ...empty, ...content(letter) }, ...rest],
  };
}

const restore = (envelope: SampleEnvelope2, sha256: string, change: (bytes: Uint8Array) => Uint8Array) => {
  const objects = new Map(envelope.objects);
  objects.set(sha256, change(objects.get(sha256) ?? new Uint8Array()));
  return { ...envelope, objects };
};

/** What only the segments themselves show; seal and manifest agree. */
export async function partCases(provider: Provider, whole: SampleEnvelope2): Promise<EnvelopeCase2[]> {
  const letter = sealOf(whole).parts[1]?.segments[0]?.sha256 ?? '';
  const stored: [string, string, (bytes: Uint8Array) => Uint8Array][] = [
    ['bit-flipped', 'a bit of a stored segment is flipped', (bytes) => flipBits(bytes, 60)],
    ['truncated', 'the last octet of a stored segment is missing', (bytes) => bytes.slice(0, -1)],
    ['extended', 'an octet follows a stored segment', (bytes) => concatBytes(bytes, new Uint8Array(1))],
    ['missing', 'a stored segment is empty', () => new Uint8Array(0)],
  ];
  const lying: [
    string,
    string,
    (part: ManifestPart2, parts: readonly ManifestPart2[]) => Partial<ManifestPart2>,
  ][] = [
    [
      'whole-digest',
      'every segment is right, and the digest of the whole part is not',
      () => ({ plaintextSha256: 'b'.repeat(64) }),
    ],
    [
      'segment-plaintext',
      'the manifest names another plaintext of a segment',
      ({ segments }) => ({ segments: segments.map((one) => ({ ...one, plaintextSha256: 'b'.repeat(64) })) }),
    ],
    [
      'key-of-another-part',
      'the key of another part',
      (_, parts) => ({ wrappedKey: parts[2]?.wrappedKey ?? '' }),
    ],
    [
      'key-not-wrapped',
      'a key that is not wrapped under the content key',
      () => ({ wrappedKey: 'ab'.repeat(40) }),
    ],
  ];
  return [
    ...stored.map(([name, description, change]) => ({
      name: `part-${name}`,
      description,
      envelope: restore(whole, letter, change),
    })),
    ...(await Promise.all(
      lying.map(async ([name, description, change]) => ({
        name: `part-${name}`,
        description,
        envelope: await buildEnvelope2(provider, { manifest: withPart(1, change) }),
      })),
    )),
  ];
}
