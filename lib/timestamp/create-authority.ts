import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  RelativeDistinguishedNames,
} from 'pkijs';
import { oids } from './object-identifiers';
import { encodePem } from './pem';

/** A time-stamping authority of one's own. Certificates in PEM, private keys in PEM (PKCS #8). */
export type TimestampAuthority = {
  rootCertificate: string;
  rootPrivateKey: string;
  certificate: string;
  privateKey: string;
};

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const rootYears = 20;
const certificateYears = 15;

/**
 * Makes a root certificate and a time-stamping certificate under it (RFC 5280; purposes after RFC 3161, section 2.3), both
 * with fresh P-256 keys.
 */
export async function createAuthority(now = new Date()): Promise<TimestampAuthority> {
  const root = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const signer = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const rootName = distinguishedName('Pli Timestamp Root');
  const rootKeyId = await keyIdentifier(root.publicKey);

  const rootCertificate = await certificateFor(root.publicKey, rootName, rootName, now, rootYears);
  rootCertificate.extensions = [
    extension(
      oids.basicConstraints,
      true,
      new BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema(),
    ),
    extension(oids.keyUsage, true, keyUsage(0b0000_0110, 1)), // keyCertSign, cRLSign
    extension(oids.subjectKeyIdentifier, false, new OctetString({ valueHex: rootKeyId })),
  ];
  await rootCertificate.sign(root.privateKey, 'SHA-256');

  const certificate = await certificateFor(
    signer.publicKey,
    distinguishedName('Pli Timestamp Authority'),
    rootName,
    now,
    certificateYears,
  );
  const authorityKeyId = new AuthorityKeyIdentifier({
    keyIdentifier: new OctetString({ valueHex: rootKeyId }),
  });
  certificate.extensions = [
    extension(oids.basicConstraints, true, new BasicConstraints({ cA: false }).toSchema()),
    extension(oids.keyUsage, true, keyUsage(0b1000_0000, 7)), // digitalSignature
    extension(oids.extendedKeyUsage, true, new ExtKeyUsage({ keyPurposes: [oids.timeStamping] }).toSchema()),
    extension(
      oids.subjectKeyIdentifier,
      false,
      new OctetString({ valueHex: await keyIdentifier(signer.publicKey) }),
    ),
    extension(oids.authorityKeyIdentifier, false, authorityKeyId.toSchema()),
  ];
  await certificate.sign(root.privateKey, 'SHA-256');
  return {
    rootCertificate: certificatePem(rootCertificate),
    rootPrivateKey: await privateKeyPem(root.privateKey),
    certificate: certificatePem(certificate),
    privateKey: await privateKeyPem(signer.privateKey),
  };
}

/** An unsigned certificate, version 3, valid from a minute before `now` (clocks differ). */
async function certificateFor(
  publicKey: CryptoKey,
  subject: RelativeDistinguishedNames,
  issuer: RelativeDistinguishedNames,
  now: Date,
  years: number,
): Promise<Certificate> {
  const certificate = new Certificate({
    version: 2,
    serialNumber: new Integer({ valueHex: randomSerial() }),
    subject,
    issuer,
  });
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + years);
  certificate.notBefore.value = new Date(now.getTime() - 60_000);
  certificate.notAfter.value = notAfter;
  await certificate.subjectPublicKeyInfo.importKey(publicKey);
  return certificate;
}

/** 16 random octets that make a positive integer of minimal length (RFC 5280, section 4.1.2.2). */
export function randomSerial(): ArrayBuffer {
  const serial = crypto.getRandomValues(new Uint8Array(16));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial.buffer;
}

function distinguishedName(commonName: string): RelativeDistinguishedNames {
  const value = new Utf8String({ value: commonName });
  return new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: oids.commonName, value })],
  });
}

/** SHA-1 of the public key's bits, as RFC 5280, section 4.2.1.2 names them: an identifier, no security rests on it. */
async function keyIdentifier(publicKey: CryptoKey): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-1', await crypto.subtle.exportKey('raw', publicKey));
}

function keyUsage(bits: number, unusedBits: number): BitString {
  return new BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits });
}

function extension(
  extnID: string,
  critical: boolean,
  value: { toBER(sizeOnly?: boolean): ArrayBuffer },
): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER(false) });
}

function certificatePem(certificate: Certificate): string {
  return encodePem('CERTIFICATE', new Uint8Array(certificate.toSchema(true).toBER(false)));
}

async function privateKeyPem(key: CryptoKey): Promise<string> {
  return encodePem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', key)));
}
