import { Integer, Null, OctetString } from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs';
import { oids } from './object-identifiers';

/**
 * A nonce for one request: 8 random bytes that are a positive DER integer of minimal length, so that its bytes compare.
 */
export function createNonce(): Uint8Array<ArrayBuffer> {
  const nonce = crypto.getRandomValues(new Uint8Array(8));
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  return nonce;
}

/**
 * DER of a TimeStampReq (RFC 3161, section 2.4.1) over a SHA-256, asking for the authority's certificate.
 * @param sha256 32 bytes
 * @param nonce from `createNonce`
 */
export function createTimestampRequest(sha256: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  if (sha256.length !== 32) throw new RangeError(`a SHA-256 of ${sha256.length} bytes`);
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: oids.sha256, algorithmParams: new Null() }),
      hashedMessage: new OctetString({ valueHex: new Uint8Array(sha256).buffer }),
    }),
    nonce: new Integer({ valueHex: new Uint8Array(nonce).buffer }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER(false));
}
