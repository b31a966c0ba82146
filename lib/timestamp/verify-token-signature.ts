import { type BaseBlock, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { Certificate, getCrypto, IssuerAndSerialNumber, type SignedData, type SignerInfo } from 'pkijs';
import { oids } from './object-identifiers';
import { TimestampError } from './timestamp-error';

/**
 * Verifies the one signature of a time-stamp token (CMS, RFC 5652, section 5): its signed attributes name the content
 * type, the digest of the TSTInfo and, by ESSCertIDv2 (RFC 5035), the certificate that signed, which is returned.
 * @throws TimestampError `timestamp-malformed`, `timestamp-signature`
 */
export async function verifyTokenSignature(signedData: SignedData): Promise<Certificate> {
  const [signerInfo, ...otherSigners] = signedData.signerInfos;
  if (!signerInfo || otherSigners.length > 0)
    throw new TimestampError('timestamp-malformed', 'not one signer');
  const signer = findSigner(signedData, signerInfo);
  const engine = getCrypto(true);
  const digest = engine.getAlgorithmByOID(signerInfo.digestAlgorithm.algorithmId);
  if (!('name' in digest) || !/^SHA-(256|384|512)$/.test(digest.name)) {
    throw new TimestampError('timestamp-signature', 'digest algorithm');
  }
  const digestAlgorithm = digest.name;

  const contentType = signedAttribute(signerInfo, oids.contentType);
  if (!(contentType instanceof ObjectIdentifier) || contentType.getValue() !== oids.tstInfo) {
    throw new TimestampError('timestamp-signature', 'content type is not the signed one');
  }
  const content = signedData.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0);
  const messageDigest = signedAttribute(signerInfo, oids.messageDigest);
  if (!isOctets(messageDigest, await engine.digest(digestAlgorithm, content))) {
    throw new TimestampError('timestamp-signature', 'digest is not the signed one');
  }
  const certificateHash = await engine.digest('SHA-256', signer.toSchema(false).toBER(false));
  if (
    !isOctets(firstCertificateHash(signedAttribute(signerInfo, oids.signingCertificateV2)), certificateHash)
  ) {
    throw new TimestampError('timestamp-signature', 'certificate is not the signed one');
  }
  if (!(await isSignedBy(signer, signerInfo, digestAlgorithm))) {
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

/** The single value of a signed attribute that occurs once (RFC 5652, section 11). */
function signedAttribute({ signedAttrs }: SignerInfo, type: string): unknown {
  const found = (signedAttrs?.attributes ?? []).filter((attribute) => attribute.type === type);
  const values: unknown[] = found[0]?.values ?? [];
  if (found.length !== 1 || values.length !== 1)
    throw new TimestampError('timestamp-signature', `attribute ${type}`);
  return values[0];
}

/** SigningCertificateV2 ::= { certs { ESSCertIDv2 { [hashAlgorithm, default SHA-256], certHash, … } … } … } */
function firstCertificateHash(signingCertificate: unknown): unknown {
  const [first, second] = children(children(children(signingCertificate)[0])[0]);
  if (!(first instanceof Sequence)) return first;
  const algorithm = children(first)[0];
  const isSha256 = algorithm instanceof ObjectIdentifier && algorithm.getValue() === oids.sha256;
  return isSha256 ? second : undefined;
}

function children(block: unknown): BaseBlock[] {
  return block instanceof Sequence ? block.valueBlock.value : [];
}

function isOctets(block: unknown, expected: ArrayBuffer): boolean {
  if (!(block instanceof OctetString)) return false;
  const octets = block.valueBlock.valueHexView;
  const wanted = new Uint8Array(expected);
  return octets.length === wanted.length && octets.every((octet, index) => octet === wanted[index]);
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
