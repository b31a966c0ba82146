import {
  type Addendum,
  type AddendumChange,
  buildAddendum,
  encodeAddendum,
} from '../../lib/envelope-format/addendum';
import { buildBatch } from '../../lib/envelope-format/batch';
import { type Bytes, randomBytes, toHex } from '../../lib/envelope-format/bytes';
import { encodeCanonicalJson } from '../../lib/envelope-format/canonical-json';
import { deriveContentKey, generateSeed } from '../../lib/envelope-format/content-key';
import { sha256Hex } from '../../lib/envelope-format/digest';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { documentDigest } from '../../lib/envelope-format/envelope-state';
import {
  buildManifest2,
  type Manifest2,
  type ManifestPart2,
  plainMarks,
} from '../../lib/envelope-format/manifest-2';
import { generatePartKey, partKeysOf } from '../../lib/envelope-format/part-key';
import {
  heldElsewhereHash,
  type NamedPlace,
  recipientHash2,
  saltedHash,
} from '../../lib/envelope-format/salted-hash';
import { buildSeal2, type Seal2 } from '../../lib/envelope-format/seal-2';
import { signSeal } from '../../lib/envelope-format/seal-signature';
import type { SignedDocument } from '../../lib/envelope-format/signed-document';
import { segmentPlaintextBytesMax } from '../../lib/envelope-format/types';
import type { EnvelopePackage } from '../../lib/envelope-format/verify-envelope';
import { envelopeId, type Provider, partIds, sampleParts, stamp } from './build-envelope';

export type Place2 = NamedPlace & { salt: Bytes };
/** As a reader is given it, and what the store holds, by the SHA-256 it is stored under. */
export type SampleEnvelope2 = Omit<EnvelopePackage, 'fetchObject' | 'contentKey' | 'recipient' | 'named'> & {
  seed: Bytes;
  contentKey: Bytes;
  recipient: Place2;
  named: Place2[];
  batch: NonNullable<EnvelopePackage['batch']>;
  addenda: SignedDocument[];
  objects: Map<string, Uint8Array>;
};

type Part = Pick<ManifestPart2, 'id' | 'kind' | 'name' | 'mediaType' | 'disposition' | 'contentId'>;
export type SamplePart2 = Part & { plaintext: Bytes };

/** Where a test steps in, to make an envelope that is wrong in one way and right in every other. */
export type Hooks2 = {
  manifest?: (manifest: Manifest2) => Manifest2;
  manifestKey?: (contentKey: Bytes) => Bytes;
  seal?: (seal: Seal2) => Seal2;
  sealBytes?: (bytes: Bytes) => Uint8Array;
  /** Other documents signed with it, before and behind. */
  batch?: { before: readonly Bytes[]; behind: readonly Bytes[] };
};

export const originalId = '019390f0-1c2d-7abc-8def-00000000000d';
const original = 'From: imagerie@chu.example\r\nSubject: Compte rendu\r\n\r\nVoir la pièce jointe.\r\n';
const described: Record<string, Pick<Part, 'disposition' | 'contentId'>> = {
  [partIds.letter]: { disposition: 'attachment', contentId: null },
  [partIds.empty]: { disposition: 'inline', contentId: 'vide@pli.example' },
};

/** The parts of version 1's sample, and the bytes of a mail. */
export const sampleParts2: readonly SamplePart2[] = [
  ...sampleParts.map(({ name, ...part }) => ({
    ...part,
    name: name ?? null,
    ...(described[part.id] ?? { disposition: null, contentId: null }),
  })),
  {
    id: originalId,
    kind: 'original',
    mediaType: 'message/rfc822',
    name: null,
    disposition: null,
    contentId: null,
    plaintext: new TextEncoder().encode(original),
  },
];

/** Seals as sender, server and authority do together; `hooks` step in on the way. */
export async function buildEnvelope2(
  provider: Provider,
  hooks: Hooks2 = {},
  { parts = sampleParts2, id = envelopeId }: { parts?: readonly SamplePart2[]; id?: string } = {},
): Promise<SampleEnvelope2> {
  const seed = generateSeed();
  const contentKey = await deriveContentKey(seed, id, 2);
  const objects = new Map<string, Uint8Array>();
  const store = async (ciphertext: Uint8Array) => {
    const sha256 = await sha256Hex(ciphertext);
    objects.set(sha256, ciphertext);
    return { sha256, ciphertextBytes: ciphertext.length };
  };
  const keys = await partKeysOf(contentKey);
  const stored: ManifestPart2[] = [];
  for (const { plaintext, ...part } of parts) {
    const key = generatePartKey();
    const segments: ManifestPart2['segments'] = [];
    for (let offset = 0; offset === 0 || offset < plaintext.length; offset += segmentPlaintextBytesMax) {
      const segment = plaintext.subarray(offset, offset + segmentPlaintextBytesMax);
      const digest = await store(await encryptSegment(key, segment));
      segments.push({ ...digest, plaintextSha256: await sha256Hex(segment) });
    }
    const whole = { plaintextBytes: plaintext.length, plaintextSha256: await sha256Hex(plaintext) };
    stored.push({ ...part, ...whole, wrappedKey: await keys.wrap(key), segments });
  }
  const salt = randomBytes(32);
  const title = 'Compte rendu';
  const honest = buildManifest2({
    envelopeId: id,
    title,
    titleSalt: toHex(salt),
    marks: { ...plainMarks, importance: 'high' },
    parts: stored,
  });
  const manifest = hooks.manifest?.(honest) ?? honest;
  const manifestDigest = await store(
    await encryptSegment(hooks.manifestKey?.(contentKey) ?? contentKey, encodeCanonicalJson(manifest)),
  );
  const recipient = place('camille.martin@cabinet.example', 'to', 'Camille Martin');
  const named = [place('secretariat@chu.example', 'cc', '')];
  const hidden = place('archives@chu.example', 'bcc', 'Archives');
  const honestSeal = buildSeal2({
    envelopeId: id,
    sender: { address: 'dr.durand@chu.example', name: 'Dr Durand', organisation: 'CHU de l’Exemple' },
    author: { label: 'Anne Petit', addressHash: await saltedHash('anne.petit@chu.example', randomBytes(32)) },
    inNameOf: { label: 'Dr Durand', addressHash: await saltedHash('dr.durand@chu.example', randomBytes(32)) },
    origin: 'browser',
    encryptedOn: 'device',
    inReplyTo: null,
    forwards: [],
    titleHash: await saltedHash(title, salt),
    recipientHashes: await Promise.all(
      [recipient, ...named, hidden].map((one) => recipientHash2(one, one.salt)),
    ),
    manifest: manifestDigest,
    parts: stored.map(({ id: partId, kind, segments }) => ({
      id: partId,
      kind,
      segments: segments.map(({ sha256, ciphertextBytes }) => ({ sha256, ciphertextBytes })),
    })),
    sealedAt: new Date(),
    expiresAt: new Date(Date.now() + 90 * 86_400_000),
  });
  const sealBytes = encodeCanonicalJson(hooks.seal?.(honestSeal) ?? honestSeal);
  const seal = hooks.sealBytes?.(sealBytes) ?? sealBytes;
  const { document, signature, sealingKey, timestampResponse, batch } = await signDocument(
    provider,
    seal,
    hooks.batch,
  );
  return {
    envelopeId: id,
    seed,
    contentKey,
    seal: document,
    batch,
    sealSignature: signature,
    sealingKey,
    timestampResponse,
    timestampRoots: provider.authority.rootCertificate,
    addenda: [],
    recipient,
    named,
    objects,
  };
}

/** A recipient with a salt of his own. */
export function place(address: string, kind: NamedPlace['kind'], name: string): Place2 {
  return { address, kind, name, salt: randomBytes(32) };
}

/** Signed and time-stamped, alone or among others. */
export async function signDocument(
  provider: Provider,
  document: Uint8Array,
  { before, behind }: NonNullable<Hooks2['batch']> = { before: [], behind: [] },
) {
  const batch = await buildBatch([...before, document, ...behind]);
  const own = batch.places[before.length];
  if (!own) throw new Error('a place for each document');
  return {
    document,
    batch: own,
    signature: await signSeal(batch.document, provider.sealing.privateKey),
    sealingKey: provider.sealing.publicKey,
    timestampResponse: await stamp(provider.authority, batch.document),
  };
}

/** The envelope with one more addendum; `edit` may spoil it before it is signed. */
export async function withAddendum<E extends Pick<SampleEnvelope2, 'envelopeId' | 'seal' | 'addenda'>>(
  provider: Provider,
  envelope: E,
  changes: readonly AddendumChange[],
  edit: (addendum: Addendum) => Addendum = (addendum) => addendum,
): Promise<E> {
  const { addenda, seal } = envelope;
  const addendum = buildAddendum({
    envelopeId: envelope.envelopeId,
    number: addenda.length + 1,
    follows: await documentDigest(addenda.at(-1)?.document ?? seal),
    at: new Date(),
    author: null,
    changes: [...changes],
  });
  const edited = edit(addendum);
  const bytes = edited === addendum ? encodeAddendum(addendum) : encodeCanonicalJson(edited);
  return { ...envelope, addenda: [...addenda, await signDocument(provider, bytes)] };
}

/** One change of each kind, for this envelope. */
export async function sampleChanges({
  recipient,
}: SampleEnvelope2): Promise<Record<AddendumChange['kind'], AddendumChange>> {
  const corrected = place('camille.martin@cabinet-medical.example', 'to', 'Camille Martin');
  return {
    'recipient-added': {
      kind: 'recipient-added',
      recipientHash: await recipientHash2(corrected, corrected.salt),
    },
    'recipient-withdrawn': {
      kind: 'recipient-withdrawn',
      recipientHash: await recipientHash2(recipient, recipient.salt),
    },
    'available-until': { kind: 'available-until', until: '2027-06-30T22:00:00.000Z' },
    'taken-back': { kind: 'taken-back' },
    'content-destroyed': {
      kind: 'content-destroyed',
      heldElsewhere: await heldElsewhereHash({ letters: 2, parts: 1 }, randomBytes(32)),
    },
  };
}
