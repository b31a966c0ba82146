import { BitString, fromBER, Integer, ObjectIdentifier, OctetString, Sequence, UTCTime } from 'asn1js';
import {
  Accuracy,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { randomSerial, type TimestampAuthority } from './create-authority';
import { oids } from './object-identifiers';
import { decodePem } from './pem';

/** The policy of our own authority, in the arc that ITU-T X.660 leaves to examples: a production policy is a TSA_URL's. */
export const authorityPolicy = '2.999.3161.1';

/** PKIFailureInfo (RFC 3161, section 2.4.2): bit numbers. */
const failures = { badAlg: 0, badRequest: 2, unacceptedPolicy: 15, unacceptedExtension: 16 } as const;

/**
 * Answers a DER TimeStampReq with a DER TimeStampResp (RFC 3161, section 2.4): a token over its SHA-256, signed with
 * ESSCertIDv2 (RFC 5816), or a refusal that says why. genTime has whole seconds, accuracy one second.
 */
export async function answerTimestampRequest(
  authority: Pick<TimestampAuthority, 'certificate' | 'privateKey'>,
  requestDer: Uint8Array,
  now = new Date(),
): Promise<Uint8Array<ArrayBuffer>> {
  const request = readRequest(requestDer);
  if (typeof request === 'number') return refusal(request);
  const tstInfo = new TSTInfo({
    version: 1,
    policy: authorityPolicy,
    messageImprint: request.messageImprint,
    serialNumber: new Integer({ valueHex: randomSerial() }),
    genTime: new Date(Math.floor(now.getTime() / 1000) * 1000),
    accuracy: new Accuracy({ seconds: 1 }),
    ...(request.nonce ? { nonce: request.nonce } : {}),
  });
  const token = await signToken(authority, tstInfo, request.certReq ?? false, now);
  return new Uint8Array(
    new TimeStampResp({
      status: new PKIStatusInfo({ status: 0 }),
      timeStampToken: new ContentInfo({ contentType: oids.signedData, content: token.toSchema(true) }),
    })
      .toSchema()
      .toBER(false),
  );
}

/** The request, or the number of the failure it is refused with. */
function readRequest(der: Uint8Array): TimeStampReq | number {
  let request: TimeStampReq;
  try {
    const { offset, result } = fromBER(new Uint8Array(der));
    if (offset !== der.length) return failures.badRequest;
    request = new TimeStampReq({ schema: result });
  } catch {
    return failures.badRequest;
  }
  if (request.version !== 1) return failures.badRequest;
  if (request.messageImprint.hashAlgorithm.algorithmId !== oids.sha256) return failures.badAlg;
  if (request.messageImprint.hashedMessage.valueBlock.valueHexView.length !== 32) return failures.badRequest;
  if (request.reqPolicy && request.reqPolicy !== authorityPolicy) return failures.unacceptedPolicy;
  if (request.extensions?.length) return failures.unacceptedExtension;
  return request;
}

async function signToken(
  authority: Pick<TimestampAuthority, 'certificate' | 'privateKey'>,
  tstInfo: TSTInfo,
  withCertificate: boolean,
  now: Date,
): Promise<SignedData> {
  const certificateDer = onlyBlock('CERTIFICATE', authority.certificate);
  const certificate = Certificate.fromBER(certificateDer);
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
  const privateKeyDer = onlyBlock('PRIVATE KEY', authority.privateKey);
  const key = await crypto.subtle.importKey('pkcs8', privateKeyDer, ecdsa, false, ['sign']);

  const content = tstInfo.toSchema().toBER(false);
  const octets = async (bytes: BufferSource) =>
    new OctetString({ valueHex: await crypto.subtle.digest('SHA-256', bytes) });
  // SigningCertificateV2 { certs { ESSCertIDv2 { certHash } } }: SHA-256 is the default and therefore left out (DER).
  const essCertId = new Sequence({ value: [await octets(certificateDer)] });
  const signingCertificate = new Sequence({ value: [new Sequence({ value: [essCertId] })] });
  const signerInfo = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
    signedAttrs: new SignedAndUnsignedAttributes({
      type: 0,
      attributes: [
        new Attribute({ type: oids.contentType, values: [new ObjectIdentifier({ value: oids.tstInfo })] }),
        new Attribute({ type: oids.signingTime, values: [new UTCTime({ valueDate: now })] }),
        new Attribute({ type: oids.messageDigest, values: [await octets(content)] }),
        new Attribute({ type: oids.signingCertificateV2, values: [signingCertificate] }),
      ],
    }),
  });
  const signedData = new SignedData({
    version: 3,
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: oids.tstInfo,
      eContent: new OctetString({ valueHex: content }),
    }),
    signerInfos: [signerInfo],
    ...(withCertificate ? { certificates: [certificate] } : {}),
  });
  await signedData.sign(key, 0, 'SHA-256', content);
  return signedData;
}

function refusal(failure: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.floor(failure / 8) + 1);
  bits[bits.length - 1] = 0x80 >> (failure % 8);
  const failInfo = new BitString({ valueHex: bits.buffer, unusedBits: 7 - (failure % 8) });
  const response = new TimeStampResp({ status: new PKIStatusInfo({ status: 2, failInfo }) });
  return new Uint8Array(response.toSchema().toBER(false));
}

function onlyBlock(label: string, pem: string): Uint8Array<ArrayBuffer> {
  const [block, ...others] = decodePem(label, pem);
  if (!block || others.length > 0) throw new Error(`not one PEM block ${label}`);
  return block;
}
