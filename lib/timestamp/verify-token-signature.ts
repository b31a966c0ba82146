import { ObjectIdentifier } from 'asn1js';
import { Certificate, getCrypto, IssuerAndSerialNumber, type SignedData, type SignerInfo } from 'pkijs';
import { oids } from './object-identifiers';
import { isOctetString, signedAttribute, signedCertificateHash } from './signed-attributes';
import { TimestampError } from './timestamp-error';

/**
 * Verifies the one signature of a time-stamp token (CMS, RFC 5652, section 5): its signed attributes name the content
 * type, the digest of the TSTInfo and the certificate that signed (RFC 5816), which is returned.
 * @throws TimestampError `timestamp-malformed`, `timestamp-signature`
 */
export async function verifyTokenSignature(signedData: SignedData): Promise<Certificate> {
  const [signerInfo, ...otherSigners] = signedData.signerInfos;
  if (!signerInfo || otherSigners.length > 0) {
    throw new TimestampError('timestamp-malformed', 'not one signer');
  }
  const engine = getCrypto(true);
  const digest = engine.getAlgorithmByOID(signerInfo.digestAlgorithm.algorithmId);
  if (!('name' in digest) || !/^SHA-(256|384|512)$/.test(digest.name)) {
    throw new TimestampError('timestamp-signature', 'digest algorithm');
  }
  const contentType = signedAttribute(signerInfo, oids.contentType);
  if (!(contentType instanceof ObjectIdentifier) || contentType.getValue() !== oids.tstInfo) {
    throw new TimestampError('timestamp-signature', 'content type is not the signed one');
  }
  const content = signedData.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0);
  const messageDigest = signedAttribute(signerInfo, oids.messageDigest);
  if (!isOctetString(messageDigest, await engine.digest(digest.name, content))) {
    throw new TimestampError('timestamp-signature', 'digest is not the signed one');
  }
  const signer = findSigner(signedData, signerInfo);
  const { algorithm, hash } = signedCertificateHash(signerInfo);
  if (!isOctetString(hash, await engine.digest(algorithm, signer.toSchema(false).toBER(false)))) {
    throw new TimestampError('timestamp-signature', 'certificate is not the signed one');
  }
  if (!(await isSignedBy(signer, signerInfo, digest.name))) {
    throw new TimestampError('timestamp-signature', 'does not verify');
  }
  return signer;
}

function findSigner(signedData: SignedData, { sid }: SignerInfo): Certificate {
  const signer = signedData.certificates?.find(
    (candidate): candidate is Certificate =>
      candidate instanceof Certificate &&
      sid instanceof IssuerAndSerialNumber &&
      candidate.issuer.isEqual(sid.issuer) &&
      candidate.serialNumber.isEqual(sid.serialNumber),
  );
  if (!signer) throw new TimestampError('timestamp-signature', 'the certificate of the signer is not there');
  return signer;
}

async function isSignedBy(
  signer: Certificate,
  signerInfo: SignerInfo,
  digestAlgorithm: string,
): Promise<boolean> {
  const { signedAttrs, signature, signatureAlgorithm } = signerInfo;
  if (!signedAttrs) return false;
  try {
    return await getCrypto(true).verifyWithPublicKey(
      signedAttrs.encodedValue,
      signature,
      signer.subjectPublicKeyInfo,
      signatureAlgorithm,
      digestAlgorithm,
    );
  } catch {
    return false;
  }
}
