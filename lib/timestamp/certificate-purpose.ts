import { type BitString, fromBER } from 'asn1js';
import type { Certificate, ExtKeyUsage } from 'pkijs';
import { oids } from './object-identifiers';
import { TimestampError } from './timestamp-error';

/**
 * A time-stamping certificate has the extended key usage timeStamping, alone and critical (RFC 3161, section 2.3), and
 * where it limits key usage, allows signatures.
 * @throws TimestampError `timestamp-certificate`
 */
export function checkMaySignTimestamps(certificate: Certificate): void {
  const extensions = certificate.extensions ?? [];
  const extendedKeyUsage = extensions.find(({ extnID }) => extnID === oids.extendedKeyUsage);
  // pkijs parses this extension into ExtKeyUsage; an unparsable one has no keyPurposes and is refused.
  const purposes = (extendedKeyUsage?.parsedValue as ExtKeyUsage | undefined)?.keyPurposes ?? [];
  if (!extendedKeyUsage?.critical || purposes.length !== 1 || purposes[0] !== oids.timeStamping) {
    throw new TimestampError(
      'timestamp-certificate',
      'extended key usage is not timeStamping alone and critical',
    );
  }
  const keyUsage = extensions.find(({ extnID }) => extnID === oids.keyUsage);
  if (keyUsage && !allowsSignature(keyUsage.extnValue.valueBlock.valueHexView)) {
    throw new TimestampError('timestamp-certificate', 'key usage does not allow signatures');
  }
}

/** Bit 0 digitalSignature, bit 1 nonRepudiation (RFC 5280, section 4.2.1.3). */
function allowsSignature(extensionValue: Uint8Array): boolean {
  // A key usage extension is a BIT STRING by its definition; anything else has no first octet with these bits.
  const bits = fromBER(new Uint8Array(extensionValue)).result as BitString;
  return ((bits.valueBlock.valueHexView[0] ?? 0) & 0xc0) !== 0;
}
