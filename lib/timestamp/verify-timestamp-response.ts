import { fromBER } from 'asn1js';
import { Certificate, CertificateChainValidationEngine, SignedData, TimeStampResp, TSTInfo } from 'pkijs';
import { checkMaySignTimestamps } from './certificate-purpose';
import { oids } from './object-identifiers';
import { decodePem } from './pem';
import { TimestampError } from './timestamp-error';
import { verifyTokenSignature } from './verify-token-signature';

/** What a verified timestamp says. */
export type VerifiedTimestamp = {
  /** genTime: the data existed at this time. */
  time: Date;
  /** Serial number of the token, lower-case hex. */
  serial: string;
  /** Common name of the certificate that signed. */
  authority: string;
  /** Object identifier of the policy the token was issued under. */
  policy: string;
};

export type TimestampExpectation = {
  /** SHA-256 of the time-stamped data, 32 bytes. */
  sha256: Uint8Array;
  /** The request's nonce, on receipt; later it is not known and the imprint decides. */
  nonce?: Uint8Array;
  /** Trusted root certificates, PEM. */
  rootsPem: string;
};

/**
 * Verifies a DER TimeStampResp (RFC 3161, section 2.4.2): status, imprint, nonce, the signer's purpose, that the signature
 * covers token and certificate (RFC 5816), and a certificate path to a trusted root, valid at genTime.
 * @throws TimestampError
 */
export async function verifyTimestampResponse(
  response: Uint8Array,
  { sha256, nonce, rootsPem }: TimestampExpectation,
): Promise<VerifiedTimestamp> {
  const { signedData, tstInfo } = parseResponse(response);
  const imprint = tstInfo.messageImprint;
  if (
    imprint.hashAlgorithm.algorithmId !== oids.sha256 ||
    !same(imprint.hashedMessage.valueBlock.valueHexView, sha256)
  ) {
    throw new TimestampError('timestamp-imprint', 'stamps other data');
  }
  if (nonce && !(tstInfo.nonce && same(tstInfo.nonce.valueBlock.valueHexView, nonce))) {
    throw new TimestampError('timestamp-nonce', 'answers another request');
  }
  const signer = await verifyTokenSignature(signedData);
  checkMaySignTimestamps(signer);
  await checkChain(signer, signedData, rootsPem, tstInfo.genTime);
  return {
    time: tstInfo.genTime,
    serial: Array.from(tstInfo.serialNumber.valueBlock.valueHexView, (octet) =>
      octet.toString(16).padStart(2, '0'),
    ).join(''),
    authority: commonName(signer),
    policy: tstInfo.policy,
  };
}

function parseResponse(response: Uint8Array): { signedData: SignedData; tstInfo: TSTInfo } {
  const parsed = malformedUnless('TimeStampResp', () => {
    const { offset, result } = fromBER(new Uint8Array(response));
    if (offset !== response.length) throw new Error('surplus bytes');
    return new TimeStampResp({ schema: result });
  });
  // granted (0) or grantedWithMods (1)
  if (parsed.status.status > 1)
    throw new TimestampError('timestamp-refused', `status ${parsed.status.status}`);
  return malformedUnless('token', () => {
    const token = parsed.timeStampToken;
    if (token?.contentType !== oids.signedData) throw new Error('no signed data');
    const signedData = new SignedData({ schema: token.content });
    const content = signedData.encapContentInfo;
    if (content.eContentType !== oids.tstInfo || !content.eContent) throw new Error('no TSTInfo');
    const tstInfo = TSTInfo.fromBER(content.eContent.getValue());
    if (tstInfo.version !== 1 || Number.isNaN(tstInfo.genTime.getTime()))
      throw new Error('not TSTInfo version 1');
    return { signedData, tstInfo };
  });
}

async function checkChain(
  signer: Certificate,
  signedData: SignedData,
  rootsPem: string,
  at: Date,
): Promise<void> {
  const trustedCerts = readRoots(rootsPem);
  const carried = (signedData.certificates ?? []).filter((candidate) => candidate instanceof Certificate);
  const path = carried.filter((certificate) => certificate !== signer);
  // The engine takes the last certificate for the one to be proven.
  const engine = new CertificateChainValidationEngine({
    trustedCerts,
    certs: [...path, signer],
    checkDate: at,
  });
  const verdict = await engine.verify().catch((cause: unknown) => {
    throw new TimestampError('timestamp-chain', 'the path cannot be validated', { cause });
  });
  if (!verdict.result) throw new TimestampError('timestamp-chain', verdict.resultMessage);
}

function readRoots(rootsPem: string): Certificate[] {
  try {
    return decodePem('CERTIFICATE', rootsPem).map((der) => Certificate.fromBER(der));
  } catch (cause) {
    throw new TimestampError('timestamp-chain', 'the trusted roots cannot be read', { cause });
  }
}

function commonName(certificate: Certificate): string {
  const name = certificate.subject.typesAndValues.find(({ type }) => type === oids.commonName);
  // Every string type of a name has the text in its value block; the union's common type does not say so.
  const value: unknown = name?.value.valueBlock.value;
  return typeof value === 'string' ? value : '';
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index]);
}

function malformedUnless<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new TimestampError('timestamp-malformed', `not a ${what}`, { cause });
  }
}
