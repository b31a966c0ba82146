/**
 * Adds what is missing in test/vectors/v1 and v2, and leaves the rest: npx tsx test/vectors/generate.ts
 * Vectors are kept, not made at test time, so that a change of the format cannot pass unseen. To make one anew, take its file away
 * first, and look at every changed `expect`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { concatBytes, randomBytes, toHex } from '../../lib/envelope-format/bytes';
import { deriveContentKey, type FormatVersion } from '../../lib/envelope-format/content-key';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { generateVaultKey } from '../../lib/envelope-format/generate-keys';
import { wrapSeed } from '../../lib/envelope-format/key-packet';
import { decryptManifest } from '../../lib/envelope-format/manifest';
import { parseSeal } from '../../lib/envelope-format/seal';
import type { Manifest1, Seal1 } from '../../lib/envelope-format/types';
import { buildEnvelope, createProvider, envelopeId, type SampleEnvelope } from '../support/build-envelope';
import type { EnvelopeCase } from './content-vectors';
import { manifestVectors, sealVectors } from './document-vectors';
import { envelopeVectors } from './envelope-vectors';
import { type Unexpected, vectors2 } from './generate-2';
import { segmentVectors } from './segment-vectors';
import { runVector, type Vector } from './vector';

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

async function write(version: FormatVersion, name: string, vector: Unexpected<Vector>): Promise<void> {
  const dir = path.join(import.meta.dirname, `v${version}`);
  const file = path.join(dir, `${vector.kind}-${name}.json`);
  if (existsSync(file)) return;
  mkdirSync(dir, { recursive: true });
  const whole = { ...vector, expect: {} } as Vector; // runVector reads all but `expect`
  writeFileSync(file, `${JSON.stringify({ ...whole, expect: await runVector(whole) }, null, 2)}\n`, {
    flag: 'wx',
  });
  process.stdout.write(`v${version}/${path.basename(file)}\n`);
}

const contentKey = randomBytes(32);
for (const { name, description, segment, key } of await segmentVectors(contentKey)) {
  await write(1, name, {
    kind: 'segment',
    description,
    contentKey: toHex(key ?? contentKey),
    segment: toBase64(segment),
  });
}

const vault = await generateVaultKey();
const otherVault = await generateVaultKey();
const seed = randomBytes(32);
const keyPacket = await wrapSeed(seed, vault.publicKey);
const segment = toBase64(await encryptSegment(await deriveContentKey(seed, envelopeId), randomBytes(10)));
const keyPackets: [string, string, Uint8Array, string?, string?][] = [
  ['ok', 'a seed wrapped to the vault key', keyPacket],
  [
    'of-another-envelope',
    'copied to another envelope: the key it gives there opens nothing',
    keyPacket,
    '019390f0-1c2d-7abc-8def-ffffffffffff',
  ],
  ['another-vault', 'another vault key', keyPacket, envelopeId, otherVault.privateKey],
  [
    'bit-flipped',
    'a bit is flipped',
    keyPacket.map((octet, index) => (index === keyPacket.length - 1 ? octet ^ 1 : octet)),
  ],
  ['truncated', 'the last octet is missing', keyPacket.slice(0, -1)],
  ['extended', 'an octet follows', concatBytes(keyPacket, new Uint8Array(1))],
  ['twice', 'the packet follows itself', concatBytes(keyPacket, keyPacket)],
  ['empty', 'no octet at all', new Uint8Array(0)],
];
for (const [name, description, packet, id = envelopeId, vaultPrivateKey = vault.privateKey] of keyPackets) {
  await write(1, name, {
    kind: 'key-packet',
    description,
    vaultPrivateKey,
    keyPacket: toBase64(packet),
    envelopeId: id,
    segment,
  });
}

const sample = await buildEnvelope(await createProvider());
const seal = parseSeal(sample.seal) as Seal1; // as built
const manifestObject = sample.objects.get(seal.manifest.sha256) ?? new Uint8Array();
const manifest = (await decryptManifest(sample.contentKey, manifestObject)) as Manifest1; // as built
for (const { name, description, bytes } of manifestVectors(manifest)) {
  await write(1, name, { kind: 'manifest', description, manifest: toBase64(bytes) });
}
for (const { name, description, bytes } of sealVectors(seal)) {
  await write(1, name, { kind: 'seal', description, seal: toBase64(bytes) });
}

for (const { name, ...scenario } of await envelopeVectors()) await write(1, name, envelopeVector(scenario));
for (const { name, vector } of await vectors2()) await write(2, name, vector);

function envelopeVector({
  description,
  envelope,
  senderSide,
}: Omit<EnvelopeCase, 'name'>): Unexpected<Vector> {
  const { recipient, timestampResponse }: SampleEnvelope = envelope;
  return {
    kind: 'envelope',
    description,
    envelopeId: envelope.envelopeId,
    contentKey: toHex(envelope.contentKey),
    seal: toBase64(envelope.seal),
    sealSignature: envelope.sealSignature,
    sealingKey: envelope.sealingKey,
    timestampResponse: timestampResponse && toBase64(timestampResponse),
    timestampRoots: envelope.timestampRoots,
    recipient: senderSide ? null : { address: recipient.address, salt: toBase64(recipient.salt) },
    objects: Object.fromEntries(Array.from(envelope.objects, ([sha256, bytes]) => [sha256, toBase64(bytes)])),
  };
}
