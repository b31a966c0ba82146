import { type Bytes, randomBytes } from '../../lib/envelope-format/bytes';
import { encodeCanonicalJson } from '../../lib/envelope-format/canonical-json';
import { deriveContentKey, generateSeed } from '../../lib/envelope-format/content-key';
import { sha256, sha256Hex } from '../../lib/envelope-format/digest';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { type ArmoredKeyPair, generateSealingKey } from '../../lib/envelope-format/generate-keys';
import { buildManifest } from '../../lib/envelope-format/manifest';
import { recipientHash } from '../../lib/envelope-format/salted-hash';
import { buildSeal } from '../../lib/envelope-format/seal';
import { signSeal } from '../../lib/envelope-format/seal-signature';
import type { Manifest1, ManifestPart1, Seal1 } from '../../lib/envelope-format/types';
import { type SegmentDigest, segmentPlaintextBytesMax } from '../../lib/envelope-format/types';
import type { EnvelopePackage } from '../../lib/envelope-format/verify-envelope';
import { answerTimestampRequest } from '../../lib/timestamp/answer-timestamp-request';
import { createAuthority, type TimestampAuthority } from '../../lib/timestamp/create-authority';
import { createNonce, createTimestampRequest } from '../../lib/timestamp/timestamp-request';

export type Provider = { sealing: ArmoredKeyPair; authority: TimestampAuthority };

/** Fresh keys of a provider. */
export async function createProvider(): Promise<Provider> {
  return { sealing: await generateSealingKey(), authority: await createAuthority() };
}

export type SamplePart = Pick<ManifestPart1, 'id' | 'kind' | 'name' | 'mediaType'> & { plaintext: Bytes };
export type SampleEnvelope = Omit<EnvelopePackage, 'fetchObject' | 'contentKey' | 'recipient'> & {
  seed: Bytes;
  contentKey: Bytes;
  recipient: { address: string; salt: Bytes };
  /** What the store holds, by the SHA-256 it is stored under. */
  objects: Map<string, Uint8Array>;
};

/** Where a test steps in, to make an envelope that is wrong in one way and right in every other. */
export type Hooks = {
  manifest?: (manifest: Manifest1) => Manifest1;
  manifestBytes?: (bytes: Bytes) => Uint8Array;
  manifestKey?: (contentKey: Bytes) => Bytes;
  seal?: (seal: Seal1) => Seal1;
  sealBytes?: (bytes: Bytes) => Uint8Array;
};

export const envelopeId = '019390f0-1c2d-7abc-8def-0123456789ab';
export const partIds = {
  body: '019390f0-1c2d-7abc-8def-00000000000a',
  letter: '019390f0-1c2d-7abc-8def-00000000000b',
  empty: '019390f0-1c2d-7abc-8def-00000000000c',
} as const;

const text = (value: string) => new TextEncoder().encode(value);
export const sampleParts: readonly SamplePart[] = [
  {
    id: partIds.body,
    kind: 'body',
    mediaType: 'text/html',
    plaintext: text('<p>Bonjour, voici le compte rendu.</p>'),
  },
  {
    id: partIds.letter,
    kind: 'attachment',
    name: 'compte rendu d’hospitalisation "été".txt',
    mediaType: 'text/plain',
    plaintext: text('Examen sans particularité.\n'.repeat(12)),
  },
  {
    id: partIds.empty,
    kind: 'attachment',
    name: 'vide.bin',
    mediaType: 'application/octet-stream',
    plaintext: text(''),
  },
];

/** Seals as browser, server and authority do together; `hooks` step in on the way. */
export async function buildEnvelope(
  provider: Provider,
  hooks: Hooks = {},
  { parts = sampleParts, id = envelopeId }: { parts?: readonly SamplePart[]; id?: string } = {},
): Promise<SampleEnvelope> {
  const seed = generateSeed();
  const contentKey = await deriveContentKey(seed, id);
  const objects = new Map<string, Uint8Array>();
  const store = async (ciphertext: Uint8Array): Promise<SegmentDigest> => {
    const digest = { sha256: await sha256Hex(ciphertext), ciphertextBytes: ciphertext.length };
    objects.set(digest.sha256, ciphertext);
    return digest;
  };

  const described: ManifestPart1[] = [];
  for (const { plaintext, ...part } of parts) {
    const segments: SegmentDigest[] = [];
    for (let offset = 0; offset === 0 || offset < plaintext.length; offset += segmentPlaintextBytesMax) {
      const segment = plaintext.subarray(offset, offset + segmentPlaintextBytesMax);
      segments.push(await store(await encryptSegment(contentKey, segment)));
    }
    described.push({
      ...part,
      plaintextBytes: plaintext.length,
      plaintextSha256: await sha256Hex(plaintext),
      segments,
    });
  }
  const honest = buildManifest({ envelopeId: id, subject: 'Compte rendu', parts: described });
  const manifest = hooks.manifest?.(honest) ?? honest;
  const manifestBytes = encodeCanonicalJson(manifest);
  const manifestKey = hooks.manifestKey?.(contentKey) ?? contentKey;
  const manifestDigest = await store(
    await encryptSegment(manifestKey, hooks.manifestBytes?.(manifestBytes) ?? manifestBytes),
  );

  const recipient = { address: 'camille.martin@cabinet.example', salt: randomBytes(32) };
  const honestSeal = buildSeal({
    envelopeId: id,
    sender: { address: 'dr.durand@chu.example', name: 'Dr Durand', organisation: 'CHU de l’Exemple' },
    recipientHashes: [
      await recipientHash(recipient.address, recipient.salt),
      await recipientHash('secretariat@chu.example', randomBytes(32)),
    ],
    manifest: manifestDigest,
    parts: honest.parts.map(({ id: partId, kind, segments }) => ({ id: partId, kind, segments })),
    sealedAt: new Date(),
    expiresAt: new Date(Date.now() + 90 * 86_400_000),
  });
  const sealBytes = encodeCanonicalJson(hooks.seal?.(honestSeal) ?? honestSeal);
  const seal = hooks.sealBytes?.(sealBytes) ?? sealBytes;
  return {
    envelopeId: id,
    seed,
    contentKey,
    seal,
    sealSignature: await signSeal(seal, provider.sealing.privateKey),
    sealingKey: provider.sealing.publicKey,
    timestampResponse: await stamp(provider.authority, seal),
    timestampRoots: provider.authority.rootCertificate,
    recipient,
    objects,
  };
}

/** The authority's answer over these bytes. */
export async function stamp(authority: TimestampAuthority, bytes: Uint8Array): Promise<Bytes> {
  return answerTimestampRequest(authority, createTimestampRequest(await sha256(bytes), createNonce()));
}
