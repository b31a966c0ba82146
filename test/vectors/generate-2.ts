import { parseAddendum } from '../../lib/envelope-format/addendum';
import { buildBatch } from '../../lib/envelope-format/batch';
import { randomBytes, toHex } from '../../lib/envelope-format/bytes';
import { deriveContentKey } from '../../lib/envelope-format/content-key';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { generateVaultKey } from '../../lib/envelope-format/generate-keys';
import { wrapSeed } from '../../lib/envelope-format/key-packet';
import { decryptManifest } from '../../lib/envelope-format/manifest';
import type { Manifest2 } from '../../lib/envelope-format/manifest-2';
import { partKeysOf } from '../../lib/envelope-format/part-key';
import { parseSeal } from '../../lib/envelope-format/seal';
import type { Seal2 } from '../../lib/envelope-format/seal-2';
import { createProvider, envelopeId } from '../support/build-envelope';
import { buildEnvelope2, type Place2, sampleChanges, withAddendum } from '../support/build-envelope-2';
import { flipBits } from '../support/flip-bits';
import { chainVectors } from './chain-vectors';
import { addendumVectors, manifestVectors2, sealVectors2 } from './document-vectors-2';
import type { EnvelopeCase2 } from './envelope-case-2';
import { envelopeVectors2 } from './envelope-vectors-2';
import type { Vector } from './vector';

export type Unexpected<T> = T extends Vector ? Omit<T, 'expect'> : never;
type Made = { name: string; vector: Unexpected<Vector> };

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** All vectors of version 2; segments are those of version 1. */
export async function vectors2(): Promise<Made[]> {
  const provider = await createProvider();
  const sample = await buildEnvelope2(provider);
  const seal = parseSeal(sample.seal) as Seal2; // as built
  const object = sample.objects.get(seal.manifest.sha256) ?? new Uint8Array();
  const manifest = (await decryptManifest(sample.contentKey, object)) as Manifest2; // as built
  const [added] = (
    await withAddendum(provider, sample, [
      (await sampleChanges(sample))['recipient-added'],
      (await sampleChanges(sample))['recipient-withdrawn'],
    ])
  ).addenda;
  const addendum = parseAddendum(added?.document ?? new Uint8Array());
  const documents = (
    kind: 'manifest' | 'seal' | 'addendum',
    cases: ReturnType<typeof sealVectors2>,
  ): Made[] =>
    cases.map(({ name, description, bytes }) => ({
      name,
      vector: { kind, description, [kind]: toBase64(bytes) } as Unexpected<Vector>, // the member is named after the kind
    }));
  return [
    ...(await keyVectors()),
    ...(await batchVectors()),
    ...documents('manifest', manifestVectors2(manifest)),
    ...documents('seal', sealVectors2(seal)),
    ...documents('addendum', addendumVectors(addendum)),
    ...(await chainVectors(provider, sample)).map(
      ({ name, description, envelope }): Made => ({
        name,
        vector: {
          kind: 'chain',
          description,
          seal: toBase64(envelope.seal),
          addenda: envelope.addenda.map(({ document }) => toBase64(document)),
        },
      }),
    ),
    ...(await envelopeVectors2()).map((one): Made => ({ name: one.name, vector: envelopeVector(one) })),
  ];
}

async function keyVectors(): Promise<Made[]> {
  const vault = await generateVaultKey();
  const seed = randomBytes(32);
  const contentKey = await deriveContentKey(seed, envelopeId, 2);
  const [partKey, another] = [randomBytes(32), randomBytes(32)];
  const keys = await partKeysOf(contentKey);
  const wrappedKey = await keys.wrap(partKey);
  const segment = toBase64(await encryptSegment(partKey, randomBytes(10)));
  const spoilt = toHex(flipBits(Uint8Array.from(Buffer.from(wrappedKey, 'hex')), 7));
  const partKeys: [string, string, string, Uint8Array?][] = [
    ['ok', 'a part key wrapped under a content key', wrappedKey],
    ['bit-flipped', 'a bit is flipped', spoilt],
    ['another-content-key', 'another content key', wrappedKey, randomBytes(32)],
    ['of-another-part', 'the key of another part: it opens nothing here', await keys.wrap(another)],
    ['truncated', 'eight bytes are missing', wrappedKey.slice(0, -16)],
  ];
  const packet = {
    kind: 'key-packet',
    vaultPrivateKey: vault.privateKey,
    keyPacket: toBase64(await wrapSeed(seed, vault.publicKey)),
  } as const;
  const inside = toBase64(await encryptSegment(contentKey, randomBytes(10)));
  return [
    {
      name: 'ok',
      vector: {
        ...packet,
        description: 'the content key of version 2',
        envelopeId,
        version: 2,
        segment: inside,
      },
    },
    {
      name: 'as-version-1',
      vector: {
        ...packet,
        description: 'derived as version 1 does: it opens nothing',
        envelopeId,
        segment: inside,
      },
    },
    ...partKeys.map(
      ([name, description, wrapped, key = contentKey]): Made => ({
        name,
        vector: { kind: 'part-key', description, contentKey: toHex(key), wrappedKey: wrapped, segment },
      }),
    ),
  ];
}

/** Every shape of tree up to eight, and a large one. */
async function batchVectors(): Promise<Made[]> {
  const made: Made[] = [];
  for (const size of [1, 2, 3, 4, 5, 6, 7, 8, 1_000]) {
    const documents = Array.from({ length: size }, (_, index) =>
      new TextEncoder().encode(`document ${index}`),
    );
    const { places } = await buildBatch(documents);
    for (const index of size === 1_000 ? [0, 511, 512, 999] : places.keys()) {
      const [document, place] = [documents[index], places[index]];
      if (!document || !place) throw new Error('a place for each document');
      const description = `number ${index} of ${size}`;
      made.push({
        name: `ok-${size}-${index}`,
        vector: { kind: 'batch', description, document: toBase64(document), place },
      });
    }
  }
  return made;
}

function envelopeVector({ description, envelope, senderSide }: EnvelopeCase2): Unexpected<Vector> {
  const placeOf = ({ salt, ...place }: Place2) => ({ ...place, salt: toBase64(salt) });
  const base64OrNull = (bytes: Uint8Array | null) => bytes && toBase64(bytes);
  return {
    kind: 'envelope',
    description,
    envelopeId: envelope.envelopeId,
    contentKey: toHex(envelope.contentKey),
    seal: toBase64(envelope.seal),
    batch: envelope.batch,
    sealSignature: envelope.sealSignature,
    sealingKey: envelope.sealingKey,
    timestampResponse: base64OrNull(envelope.timestampResponse),
    timestampRoots: envelope.timestampRoots,
    recipient: senderSide ? null : placeOf(envelope.recipient),
    named: envelope.named.map(placeOf),
    addenda: envelope.addenda.map(({ document, timestampResponse, ...rest }) => ({
      ...rest,
      document: toBase64(document),
      timestampResponse: base64OrNull(timestampResponse),
    })),
    objects: Object.fromEntries(Array.from(envelope.objects, ([sha256, bytes]) => [sha256, toBase64(bytes)])),
  };
}
