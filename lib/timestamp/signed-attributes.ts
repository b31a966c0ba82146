import { type BaseBlock, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import type { SignerInfo } from 'pkijs';
import { oids } from './object-identifiers';
import { TimestampError } from './timestamp-error';

/**
 * The single value of a signed attribute, which must occur exactly once (RFC 5652, section 11).
 * @throws TimestampError `timestamp-signature`
 */
export function signedAttribute(signerInfo: SignerInfo, type: string): unknown {
  const value = optionalSignedAttribute(signerInfo, type);
  if (value === undefined) throw new TimestampError('timestamp-signature', `attribute ${type} is missing`);
  return value;
}

/**
 * The hash by which the token names the certificate that signed it: ESSCertIDv2 with SHA-256 (RFC 5816), or where that is
 * missing ESSCertID, which is SHA-1 (RFC 3161, section 2.4.2): older authorities still write only that one.
 * @throws TimestampError `timestamp-signature` where there is neither
 */
export function signedCertificateHash(signerInfo: SignerInfo): {
  algorithm: 'SHA-256' | 'SHA-1';
  hash: unknown;
} {
  const version2 = optionalSignedAttribute(signerInfo, oids.signingCertificateV2);
  const signingCertificate = version2 ?? signedAttribute(signerInfo, oids.signingCertificate);
  // SigningCertificate(V2) ::= { certs { ESSCertID(v2) { [hashAlgorithm], certHash, … }, … }, … }; the first is the signer's.
  const [first, second] = childrenOf(childrenOf(childrenOf(signingCertificate)[0])[0]);
  if (version2 === undefined) return { algorithm: 'SHA-1', hash: first };
  if (!(first instanceof Sequence)) return { algorithm: 'SHA-256', hash: first };
  const algorithm = childrenOf(first)[0];
  if (!(algorithm instanceof ObjectIdentifier) || algorithm.getValue() !== oids.sha256) {
    throw new TimestampError('timestamp-signature', 'the certificate is named by another hash than SHA-256');
  }
  return { algorithm: 'SHA-256', hash: second };
}

/** Whether an attribute's value is an OCTET STRING of exactly these octets. */
export function isOctetString(block: unknown, octets: ArrayBuffer): boolean {
  if (!(block instanceof OctetString)) return false;
  const found = block.valueBlock.valueHexView;
  const wanted = new Uint8Array(octets);
  return found.length === wanted.length && found.every((octet, index) => octet === wanted[index]);
}

function optionalSignedAttribute({ signedAttrs }: SignerInfo, type: string): unknown {
  const found = (signedAttrs?.attributes ?? []).filter((attribute) => attribute.type === type);
  if (found.length === 0) return undefined;
  const values: unknown[] = found[0]?.values ?? [];
  if (found.length > 1 || values.length !== 1) {
    throw new TimestampError('timestamp-signature', `attribute ${type} is not there once`);
  }
  return values[0];
}

function childrenOf(block: unknown): BaseBlock[] {
  return block instanceof Sequence ? block.valueBlock.value : [];
}
