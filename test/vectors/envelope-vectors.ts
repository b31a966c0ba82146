import * as openpgp from 'openpgp';
import { concatBytes, randomBytes } from '../../lib/envelope-format/bytes';
import { signSeal } from '../../lib/envelope-format/seal-signature';
import {
  buildEnvelope,
  createProvider,
  type Provider,
  type SampleEnvelope,
  stamp,
} from '../support/build-envelope';
import { flipBits } from '../support/flip-bits';
import { contentCases, type EnvelopeCase, sealOf } from './content-vectors';

/** Envelopes as a reader may be given them: whole ones, and each way to be wrong. */
export async function envelopeVectors(): Promise<EnvelopeCase[]> {
  const provider = await createProvider();
  const other = await createProvider();
  const whole = await buildEnvelope(provider);
  const stranger = await buildEnvelope(provider, {}, { id: '019390f0-1c2d-7abc-8def-ffffffffffff' });
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
    ...sealCases(whole, stranger),
    ...(await signatureCases(whole, provider, other)),
    ...(await timestampCases(whole, provider, other)),
    ...recipientCases(whole, stranger),
    ...(await contentCases(provider, whole, stranger)),
  ];
}

function sealCases(whole: SampleEnvelope, stranger: SampleEnvelope): EnvelopeCase[] {
  const edit = (from: string | RegExp, to: string) =>
    new TextEncoder().encode(new TextDecoder().decode(whole.seal).replace(from, to));
  return [
    {
      name: 'seal-digit-changed',
      description: 'a digit of a digest in the seal is another',
      envelope: {
        ...whole,
        seal: edit(/(?<="sha256":")./, sealOf(whole).manifest.sha256.startsWith('a') ? 'b' : 'a'),
      },
    },
    {
      name: 'seal-sender-changed',
      description: 'another sender in the seal',
      envelope: { ...whole, seal: edit('dr.durand', 'dr.dupond') },
    },
    {
      name: 'seal-later-expiry',
      description: 'a later expiry in the seal',
      envelope: { ...whole, seal: edit(/(?<="expiresAt":")\d{4}/, '2099') },
    },
    {
      name: 'seal-bit-flipped',
      description: 'a flipped bit that breaks the JSON',
      envelope: { ...whole, seal: flipBits(whole.seal, 0) },
    },
    {
      name: 'seal-truncated',
      description: 'the seal without its last octet',
      envelope: { ...whole, seal: whole.seal.slice(0, -1) },
    },
    {
      name: 'seal-extended',
      description: 'a line feed after the seal',
      envelope: { ...whole, seal: concatBytes(whole.seal, new Uint8Array([10])) },
    },
    {
      name: 'seal-of-another-envelope',
      description: 'a genuine seal, signature and timestamp of another envelope',
      envelope: {
        ...whole,
        seal: stranger.seal,
        sealSignature: stranger.sealSignature,
        timestampResponse: stranger.timestampResponse,
      },
    },
  ];
}

async function signatureCases(
  whole: SampleEnvelope,
  provider: Provider,
  other: Provider,
): Promise<EnvelopeCase[]> {
  const { privateKey } = provider.sealing;
  const sign = async (message: openpgp.Message<Uint8Array> | openpgp.Message<string>) =>
    openpgp.sign({
      message: message as openpgp.Message<string>,
      signingKeys: await openpgp.readPrivateKey({ armoredKey: privateKey }),
      detached: true,
    }); // either kind is taken
  const asText = await sign(await openpgp.createMessage({ text: new TextDecoder().decode(whole.seal) }));
  const packets = async (...armoured: string[]) => {
    const parsed = await Promise.all(
      armoured.map((armoredSignature) => openpgp.readSignature({ armoredSignature })),
    );
    return openpgp.armor(
      openpgp.enums.armor.signature,
      concatBytes(...parsed.map((signature) => signature.write())),
    );
  };
  const changed = async (offset: number) => {
    const signature = await openpgp.readSignature({ armoredSignature: whole.sealSignature });
    return openpgp.armor(openpgp.enums.armor.signature, flipBits(signature.write(), offset));
  };
  const cases: [string, string, Partial<SampleEnvelope>][] = [
    [
      'by-another-key',
      'signed by another key',
      { sealSignature: await signSeal(whole.seal, other.sealing.privateKey) },
    ],
    ['key-exchanged', 'verified with another key', { sealingKey: other.sealing.publicKey }],
    ['key-missing', 'no key at all', { sealingKey: '' }],
    [
      'over-other-bytes',
      'a signature over other bytes',
      { sealSignature: await signSeal(randomBytes(10), privateKey) },
    ],
    ['over-text', 'a signature over the seal as text', { sealSignature: asText }],
    [
      'twice',
      'two signatures',
      { sealSignature: await packets(whole.sealSignature, await signSeal(whole.seal, privateKey)) },
    ],
    ['none', 'an armour without a signature', { sealSignature: await packets() }],
    ['no-armour', 'no armour', { sealSignature: '' }],
    ['type-flipped', 'a bit of the signature type is flipped', { sealSignature: await changed(3) }],
    ['date-flipped', 'a bit of the signed date is flipped', { sealSignature: await changed(11) }],
    ['value-flipped', 'a bit of the signature value is flipped', { sealSignature: await changed(-1) }],
  ];
  return cases.map(([name, description, change]) => ({
    name: `signature-${name}`,
    description,
    envelope: { ...whole, ...change },
  }));
}

async function timestampCases(
  whole: SampleEnvelope,
  provider: Provider,
  other: Provider,
): Promise<EnvelopeCase[]> {
  const response = new Uint8Array(whole.timestampResponse ?? []);
  const find = (hex: string) => Buffer.from(response).indexOf(Buffer.from(hex, 'hex'));
  const imprint = find('0420') + 2;
  const genTime = find('180f32303236') + 15;
  const serial = genTime - 20;
  const forged = await stamp({ ...provider.authority, privateKey: other.authority.privateKey }, whole.seal);
  const noPurpose = await stamp(
    {
      ...provider.authority,
      certificate: provider.authority.rootCertificate,
      privateKey: provider.authority.rootPrivateKey,
    },
    whole.seal,
  );
  const cases: [string, string, Partial<SampleEnvelope>][] = [
    [
      'of-other-data',
      'a genuine timestamp of other data',
      { timestampResponse: await stamp(provider.authority, randomBytes(10)) },
    ],
    [
      'of-another-authority',
      'a genuine timestamp under a root that is not trusted',
      { timestampResponse: await stamp(other.authority, whole.seal) },
    ],
    ['wrong-root', 'verified under another root', { timestampRoots: other.authority.rootCertificate }],
    ['no-root', 'verified under no root', { timestampRoots: '' }],
    ['forged', 'signed by another key than the certificate names', { timestampResponse: forged }],
    [
      'without-purpose',
      'signed by a certificate that is not for timestamps',
      { timestampResponse: noPurpose },
    ],
    ['refused', 'the authority refused', { timestampResponse: new Uint8Array([0x30, 5, 0x30, 3, 2, 1, 2]) }],
    [
      'imprint-flipped',
      'a bit of the imprint is flipped',
      { timestampResponse: flipBits(response, imprint) },
    ],
    ['time-flipped', 'a bit of the time is flipped', { timestampResponse: flipBits(response, genTime) }],
    [
      'serial-flipped',
      'a bit of the serial number is flipped',
      { timestampResponse: flipBits(response, serial) },
    ],
    ['signature-flipped', 'a bit of the signature is flipped', { timestampResponse: flipBits(response, -1) }],
    ['truncated', 'the last octet is missing', { timestampResponse: response.slice(0, -1) }],
    ['extended', 'an octet follows', { timestampResponse: concatBytes(response, new Uint8Array(1)) }],
    ['empty', 'no octet at all', { timestampResponse: new Uint8Array(0) }],
  ];
  return cases.map(([name, description, change]) => ({
    name: `timestamp-${name}`,
    description,
    envelope: { ...whole, ...change },
  }));
}

function recipientCases(whole: SampleEnvelope, stranger: SampleEnvelope): EnvelopeCase[] {
  const { address, salt } = whole.recipient;
  const cases: [string, string, SampleEnvelope['recipient']][] = [
    [
      'another-address',
      'an address the envelope was not sent to',
      { address: 'eve@elsewhere.example', salt },
    ],
    ['another-salt', 'the salt of another recipient', { address, salt: stranger.recipient.salt }],
    ['short-salt', 'a salt of 31 bytes', { address, salt: salt.slice(0, 31) }],
    [
      'shifted',
      'the border between salt and address moved',
      { address: address.slice(1), salt: concatBytes(salt, new TextEncoder().encode(address[0])) },
    ],
  ];
  return cases.map(([name, description, recipient]) => ({
    name: `recipient-${name}`,
    description,
    envelope: { ...whole, recipient },
  }));
}
