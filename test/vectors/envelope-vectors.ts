import * as openpgp from 'openpgp';
import { concatBytes, randomBytes } from '../../lib/envelope-format/bytes';
import { signSeal } from '../../lib/envelope-format/seal-signature';
import type { Manifest, ManifestPart, Seal, SegmentDigest } from '../../lib/envelope-format/types';
import { buildEnvelope, createProvider, type Hooks, type Provider, type SampleEnvelope, stamp } from './build-envelope';
import type { Named } from './segment-vectors';

export type EnvelopeCase = Named<{ envelope: SampleEnvelope; senderSide?: boolean }>;

const flip = (bytes: Uint8Array, offset: number, bit = 1) => {
  const copy = new Uint8Array(bytes);
  copy.set([(copy.at(offset) ?? 0) ^ bit], offset < 0 ? copy.length + offset : offset);
  return copy;
};
/** Changes the stored object under a digest; its name stays. */
const restore = (envelope: SampleEnvelope, sha256: string, change: (bytes: Uint8Array) => Uint8Array): SampleEnvelope => {
  const objects = new Map(envelope.objects);
  objects.set(sha256, change(objects.get(sha256) ?? new Uint8Array()));
  return { ...envelope, objects };
};
const sealOf = ({ seal }: SampleEnvelope) => JSON.parse(new TextDecoder().decode(seal)) as Seal; // as built
const segmentsOf = (envelope: SampleEnvelope, part: number): readonly SegmentDigest[] => sealOf(envelope).parts[part]?.segments ?? [];
const digestOf = (envelope: SampleEnvelope, part: number) => segmentsOf(envelope, part)[0]?.sha256 ?? '';

/** Envelopes as a reader may be given them: whole ones, and each way to be wrong. */
export async function envelopeVectors(): Promise<EnvelopeCase[]> {
  const provider = await createProvider();
  const other = await createProvider();
  const whole = await buildEnvelope(provider);
  const stranger = await buildEnvelope(provider, {}, { id: '019390f0-1c2d-7abc-8def-ffffffffffff' });
  return [
    { name: 'ok', description: 'everything as it should be', envelope: whole },
    { name: 'ok-sender-side', description: 'read by the sender, who has no place among the recipients', envelope: whole, senderSide: true },
    { name: 'ok-timestamp-pending', description: 'the authority has not answered yet', envelope: { ...whole, timestampResponse: null } },
    ...sealCases(whole, stranger),
    ...(await signatureCases(whole, provider, other)),
    ...(await timestampCases(whole, provider, other)),
    ...recipientCases(whole, stranger),
    ...manifestObjectCases(whole, stranger),
    ...(await manifestCases(provider)),
    ...partCases(whole),
    ...(await lyingManifestCases(provider)),
  ];
}

function sealCases(whole: SampleEnvelope, stranger: SampleEnvelope): EnvelopeCase[] {
  const edit = (from: string | RegExp, to: string) =>
    new TextEncoder().encode(new TextDecoder().decode(whole.seal).replace(from, to));
  return [
    { name: 'seal-digit-changed', description: 'a digit of a digest in the seal is another', envelope: { ...whole, seal: edit(/(?<="sha256":")./, sealOf(whole).manifest.sha256.startsWith('a') ? 'b' : 'a') } },
    { name: 'seal-sender-changed', description: 'another sender in the seal', envelope: { ...whole, seal: edit('dr.durand', 'dr.dupond') } },
    { name: 'seal-later-expiry', description: 'a later expiry in the seal', envelope: { ...whole, seal: edit(/(?<="expiresAt":")\d{4}/, '2099') } },
    { name: 'seal-bit-flipped', description: 'a flipped bit that breaks the JSON', envelope: { ...whole, seal: flip(whole.seal, 0) } },
    { name: 'seal-truncated', description: 'the seal without its last octet', envelope: { ...whole, seal: whole.seal.slice(0, -1) } },
    { name: 'seal-extended', description: 'a line feed after the seal', envelope: { ...whole, seal: concatBytes(whole.seal, new Uint8Array([10])) } },
    { name: 'seal-of-another-envelope', description: 'a genuine seal, signature and timestamp of another envelope', envelope: { ...whole, seal: stranger.seal, sealSignature: stranger.sealSignature, timestampResponse: stranger.timestampResponse } },
  ];
}

async function signatureCases(whole: SampleEnvelope, provider: Provider, other: Provider): Promise<EnvelopeCase[]> {
  const { privateKey } = provider.sealing;
  const sign = async (message: openpgp.Message<Uint8Array> | openpgp.Message<string>) =>
    openpgp.sign({ message: message as openpgp.Message<string>, signingKeys: await openpgp.readPrivateKey({ armoredKey: privateKey }), detached: true }); // either kind is taken
  const asText = await sign(await openpgp.createMessage({ text: new TextDecoder().decode(whole.seal) }));
  const packets = async (...armoured: string[]) => {
    const parsed = await Promise.all(armoured.map((armoredSignature) => openpgp.readSignature({ armoredSignature })));
    return openpgp.armor(openpgp.enums.armor.signature, concatBytes(...parsed.map((signature) => signature.write())));
  };
  const changed = async (offset: number) => {
    const signature = await openpgp.readSignature({ armoredSignature: whole.sealSignature });
    return openpgp.armor(openpgp.enums.armor.signature, flip(signature.write(), offset));
  };
  const cases: [string, string, Partial<SampleEnvelope>][] = [
    ['by-another-key', 'signed by another key', { sealSignature: await signSeal(whole.seal, other.sealing.privateKey) }],
    ['key-exchanged', 'verified with another key', { sealingKey: other.sealing.publicKey }],
    ['key-missing', 'no key at all', { sealingKey: '' }],
    ['over-other-bytes', 'a signature over other bytes', { sealSignature: await signSeal(randomBytes(10), privateKey) }],
    ['over-text', 'a signature over the seal as text', { sealSignature: asText }],
    ['twice', 'two signatures', { sealSignature: await packets(whole.sealSignature, await signSeal(whole.seal, privateKey)) }],
    ['none', 'an armour without a signature', { sealSignature: await packets() }],
    ['no-armour', 'no armour', { sealSignature: '' }],
    ['type-flipped', 'a bit of the signature type is flipped', { sealSignature: await changed(3) }],
    ['date-flipped', 'a bit of the signed date is flipped', { sealSignature: await changed(11) }],
    ['value-flipped', 'a bit of the signature value is flipped', { sealSignature: await changed(-1) }],
  ];
  return cases.map(([name, description, change]) => ({ name: `signature-${name}`, description, envelope: { ...whole, ...change } }));
}

async function timestampCases(whole: SampleEnvelope, provider: Provider, other: Provider): Promise<EnvelopeCase[]> {
  const response = new Uint8Array(whole.timestampResponse ?? []);
  const find = (hex: string) => Buffer.from(response).indexOf(Buffer.from(hex, 'hex'));
  const imprint = find('0420') + 2;
  const genTime = find('180f32303236') + 15;
  const serial = genTime - 20;
  const forged = await stamp({ ...provider.authority, privateKey: other.authority.privateKey }, whole.seal);
  const noPurpose = await stamp({ ...provider.authority, certificate: provider.authority.rootCertificate, privateKey: provider.authority.rootPrivateKey }, whole.seal);
  const cases: [string, string, Partial<SampleEnvelope>][] = [
    ['of-other-data', 'a genuine timestamp of other data', { timestampResponse: await stamp(provider.authority, randomBytes(10)) }],
    ['of-another-authority', 'a genuine timestamp under a root that is not trusted', { timestampResponse: await stamp(other.authority, whole.seal) }],
    ['wrong-root', 'verified under another root', { timestampRoots: other.authority.rootCertificate }],
    ['no-root', 'verified under no root', { timestampRoots: '' }],
    ['forged', 'signed by another key than the certificate names', { timestampResponse: forged }],
    ['without-purpose', 'signed by a certificate that is not for timestamps', { timestampResponse: noPurpose }],
    ['refused', 'the authority refused', { timestampResponse: new Uint8Array([0x30, 5, 0x30, 3, 2, 1, 2]) }],
    ['imprint-flipped', 'a bit of the imprint is flipped', { timestampResponse: flip(response, imprint) }],
    ['time-flipped', 'a bit of the time is flipped', { timestampResponse: flip(response, genTime) }],
    ['serial-flipped', 'a bit of the serial number is flipped', { timestampResponse: flip(response, serial) }],
    ['signature-flipped', 'a bit of the signature is flipped', { timestampResponse: flip(response, -1) }],
    ['truncated', 'the last octet is missing', { timestampResponse: response.slice(0, -1) }],
    ['extended', 'an octet follows', { timestampResponse: concatBytes(response, new Uint8Array(1)) }],
    ['empty', 'no octet at all', { timestampResponse: new Uint8Array(0) }],
  ];
  return cases.map(([name, description, change]) => ({ name: `timestamp-${name}`, description, envelope: { ...whole, ...change } }));
}

function recipientCases(whole: SampleEnvelope, stranger: SampleEnvelope): EnvelopeCase[] {
  const { address, salt } = whole.recipient;
  const cases: [string, string, SampleEnvelope['recipient']][] = [
    ['another-address', 'an address the envelope was not sent to', { address: 'eve@elsewhere.example', salt }],
    ['another-salt', 'the salt of another recipient', { address, salt: stranger.recipient.salt }],
    ['short-salt', 'a salt of 31 bytes', { address, salt: salt.slice(0, 31) }],
    ['shifted', 'the border between salt and address moved', { address: address.slice(1), salt: concatBytes(salt, new TextEncoder().encode(address[0])) }],
  ];
  return cases.map(([name, description, recipient]) => ({ name: `recipient-${name}`, description, envelope: { ...whole, recipient } }));
}

function manifestObjectCases(whole: SampleEnvelope, stranger: SampleEnvelope): EnvelopeCase[] {
  const { sha256 } = sealOf(whole).manifest;
  const strange = stranger.objects.get(sealOf(stranger).manifest.sha256) ?? new Uint8Array();
  const cases: [string, string, (bytes: Uint8Array) => Uint8Array][] = [
    ['bit-flipped', 'a bit of the stored manifest is flipped', (bytes) => flip(bytes, 60)],
    ['truncated', 'the last octet of the stored manifest is missing', (bytes) => bytes.slice(0, -1)],
    ['extended', 'an octet follows the stored manifest', (bytes) => concatBytes(bytes, new Uint8Array(1))],
    ['of-another-envelope', 'the stored manifest is that of another envelope', () => strange],
    ['missing', 'the stored manifest is empty', () => new Uint8Array(0)],
  ];
  return [
    ...cases.map(([name, description, change]) => ({ name: `manifest-object-${name}`, description, envelope: restore(whole, sha256, change) })),
    { name: 'manifest-another-content-key', description: 'another content key', envelope: { ...whole, contentKey: randomBytes(32) } },
    { name: 'manifest-key-of-another-envelope', description: 'the content key of another envelope', envelope: { ...whole, contentKey: stranger.contentKey } },
  ];
}

/** The manifest says something else than the seal, each in one respect; both are well made. */
async function manifestCases(provider: Provider): Promise<EnvelopeCase[]> {
  const withParts = (change: (parts: ManifestPart[]) => ManifestPart[]) => (manifest: Manifest) => ({ ...manifest, parts: change([...manifest.parts]) });
  const second = (change: (part: ManifestPart, others: ManifestPart[]) => Partial<ManifestPart>) =>
    withParts((parts) => parts.map((part, index) => (index === 1 ? { ...part, ...change(part, parts) } : part)));
  const digest = { sha256: 'a'.repeat(64) };
  const doubled = ({ segments: [only] }: ManifestPart) => (only ? [{ ...only, ciphertextBytes: 8_389_206 }, only] : []);
  const bySealed = (parts: Seal['parts'], segments: readonly SegmentDigest[]) => parts.map((part, index) => (index === 1 ? { ...part, segments } : part));
  const cases: [string, string, Hooks][] = [
    ['another-envelope', 'the manifest names another envelope', { manifest: (manifest) => ({ ...manifest, envelopeId: '019390f0-1c2d-7abc-8def-ffffffffffff' }) }],
    ['attachments-reordered', 'two attachments change places', { manifest: withParts(([body, a, b]) => [body, b, a].filter((part) => part !== undefined)) }],
    ['attachment-dropped', 'an attachment is missing from the manifest', { manifest: withParts((parts) => parts.slice(0, -1)) }],
    ['attachment-dropped-from-seal', 'an attachment is missing from the seal', { seal: (seal) => ({ ...seal, parts: seal.parts.slice(0, -1) }) }],
    ['part-id', 'a part has another id', { manifest: second(() => ({ id: '019390f0-1c2d-7abc-8def-0000000000ff' })) }],
    ['segment-digest', 'a segment has another digest', { manifest: second(({ segments }) => ({ segments: segments.map((segment) => ({ ...segment, ...digest })) })) }],
    ['segment-size', 'a segment has another size', { seal: (seal) => ({ ...seal, parts: bySealed(seal.parts, seal.parts[2]?.segments ?? []) }) }],
    ['segment-dropped', 'a segment is missing from the manifest', { seal: (seal) => ({ ...seal, parts: bySealed(seal.parts, doubled(seal.parts[1] as ManifestPart)) }) }], // only its segments are read
    ['segments-reordered', 'two segments of a part change places', segmentsReordered()],
    ['segments-swapped', 'two parts exchange their segments', { manifest: segmentsSwapped }],
    ['not-canonical', 'the manifest has a space too many', { manifestBytes: (bytes) => concatBytes(bytes, new Uint8Array([32])) }],
    ['not-json', 'the manifest is no JSON', { manifestBytes: () => randomBytes(40) }],
    ['another-key', 'the manifest is encrypted under another key', { manifestKey: () => randomBytes(32) }],
  ];
  return Promise.all(
    cases.map(async ([name, description, hooks]) => ({ name: `manifest-${name}`, description, envelope: await buildEnvelope(provider, hooks) })),
  );
}

/** Three segments, the first two full and exchanged in the manifest; the objects are not needed for the refusal. */
function segmentsReordered(): Hooks {
  const full = (digit: string) => ({ sha256: digit.repeat(64), ciphertextBytes: 8_389_206 });
  const replace = <P extends { segments: readonly SegmentDigest[] }>(parts: readonly P[], first: string, then: string): P[] =>
    parts.map((part, index) => (index === 1 ? { ...part, segments: [full(first), full(then), ...part.segments] } : part));
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

function segmentsSwapped(manifest: Manifest): Manifest {
  const [body, letter, empty] = manifest.parts;
  if (!body || !letter || !empty) throw new Error('three parts');
  const content = ({ segments, plaintextBytes, plaintextSha256 }: ManifestPart) => ({ segments, plaintextBytes, plaintextSha256 });
  return { ...manifest, parts: [body, { ...letter, ...content(empty) }, { ...empty, ...content(letter) }] };
}

/** The vault gives something else than was stored. */
function partCases(whole: SampleEnvelope): EnvelopeCase[] {
  const letter = digestOf(whole, 1);
  const empty = digestOf(whole, 2);
  const cases: [string, string, (bytes: Uint8Array) => Uint8Array][] = [
    ['bit-flipped', 'a bit of a stored segment is flipped', (bytes) => flip(bytes, 60)],
    ['truncated', 'the last octet of a stored segment is missing', (bytes) => bytes.slice(0, -1)],
    ['extended', 'an octet follows a stored segment', (bytes) => concatBytes(bytes, new Uint8Array(1))],
    ['missing', 'a stored segment is empty', () => new Uint8Array(0)],
    ['exchanged', 'the segment of another part is stored in its place', () => whole.objects.get(empty) ?? new Uint8Array()],
  ];
  return cases.map(([name, description, change]) => ({ name: `part-${name}`, description, envelope: restore(whole, letter, change) }));
}

/** A sender whose manifest agrees with his seal and still does not describe the files. */
async function lyingManifestCases(provider: Provider): Promise<EnvelopeCase[]> {
  const lie = (change: Partial<ManifestPart>): Hooks => ({
    manifest: (manifest) => ({ ...manifest, parts: manifest.parts.map((part, index) => (index === 1 ? { ...part, ...change } : part)) }),
  });
  return [
    { name: 'part-another-plaintext', description: 'the manifest names another plaintext', envelope: await buildEnvelope(provider, lie({ plaintextSha256: 'b'.repeat(64) })) },
    { name: 'part-another-size', description: 'the manifest names another size', envelope: await buildEnvelope(provider, lie({ plaintextBytes: 1 })) },
  ];
}
