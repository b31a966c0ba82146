import 'server-only';
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Clock } from '../../ports/clock';
import type { SignedRequest } from '../../ports/object-store';

/** Signs single requests to one bucket of an S3 (AWS Signature Version 4, in the query). */
export type S3Presigner = {
  /** The store that honours `x-amz-content-sha256` refuses any other bytes; the length is bound besides. */
  put(path: string, sha256: string, bytes: number): Promise<SignedRequest>;
  get(path: string): Promise<SignedRequest>;
};

const digestHeader = 'x-amz-content-sha256';

/** Whatever type the uploader gave an object, the store answers bytes to be saved (S3 GetObject, response-* parameters). */
const neverShown = {
  'response-content-type': 'application/octet-stream',
  'response-content-disposition': 'attachment',
};

/**
 * The digest header is kept out of the query (unhoisted) so that the sender sends it and the store compares it with what
 * arrives; a plain pre-signed PUT checks nothing.
 * @param endpoint origin that the sender of the request uses: it is part of the signature.
 */
export function createS3Presigner(options: {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  clock: Clock;
  secondsValid: { PUT: number; GET: number };
}): S3Presigner {
  const endpoint = new URL(options.endpoint);
  const signer = new SignatureV4({
    service: 's3',
    region: options.region,
    credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });

  async function presign(
    method: 'PUT' | 'GET',
    path: string,
    headers: Record<string, string>,
    sent: Record<string, string>,
    query: Record<string, string> = {},
  ): Promise<SignedRequest> {
    const unhoistableHeaders = new Set(Object.keys(sent));
    const now = options.clock.now();
    const secondsValid = options.secondsValid[method];
    const fullPath = `${endpoint.pathname.replace(/\/$/, '')}/${options.bucket}/${path}`;
    const signed = await signer.presign(
      {
        method,
        protocol: endpoint.protocol,
        hostname: endpoint.hostname,
        path: fullPath,
        query,
        headers: { host: endpoint.host, ...headers },
      },
      { expiresIn: secondsValid, signingDate: now, unhoistableHeaders },
    );
    const url = new URL(fullPath, endpoint);
    for (const [name, value] of Object.entries(signed.query ?? {})) url.searchParams.set(name, String(value));
    const expiresAt = new Date(now.getTime() + secondsValid * 1000);
    return { method, url: url.href, headers: sent, expiresAt, secondsValid };
  }

  return {
    put(path, sha256, bytes) {
      // every client sends Content-Length by itself, and a browser does not let a page set it
      const sent = { [digestHeader]: sha256 };
      return presign('PUT', path, { ...sent, 'content-length': String(bytes) }, sent);
    },
    get(path) {
      // goes into the query: the reader sends no header, so a cross-origin GET stays without preflight
      return presign('GET', path, { [digestHeader]: 'UNSIGNED-PAYLOAD' }, {}, neverShown);
    },
  };
}

/** What the signer needs of a hash: SHA-256, or HMAC-SHA-256 where it is given a secret. */
class Sha256 {
  private readonly hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
