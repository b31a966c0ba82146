import 'server-only';
import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, type ErrorCode, errorStatus } from '../../errors';
import type { Logger } from '../../log';
import type { ObjectKey, ObjectStore, SignedFor } from '../../ports/object-store';
import type { VaultUrls } from './vault-url';

const commonHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Referrer-Policy': 'no-referrer',
};

/** Whether what a request was signed for still stands now: the session, the right, the draft, the recipient's access. */
export type StillStands = (signed: {
  method: 'PUT' | 'GET';
  key: ObjectKey;
  signedFor: SignedFor;
}) => Promise<boolean>;

/** Two segments. */
const restBytesMax = 16_777_216;

/**
 * The vault's face for browsers: PUT, GET and HEAD of URLs that `urls` has signed, with plain Node streams (no byte passes
 * through Next). 200, or problem+json (RFC 9457): 400 `bytes-refused`, 403 `url-refused` (forged, expired, and signed for what does not stand any more, alike),
 * 404, 503 `storage-unavailable`, 507 `storage-full`. Never holds more than about 1 MiB of a body.
 */
export function createVaultHandler(
  store: Pick<ObjectStore, 'put' | 'get'>,
  urls: VaultUrls,
  stillStands: StillStands,
  log: Logger,
): RequestListener {
  return async (request, response) => {
    try {
      const permission = urls.check(request.method, request.url);
      if (!permission || !(await stillStands(permission))) throw new AppError('url-refused');
      if (permission.method === 'PUT')
        await receive(store, permission.key, permission.bytes, request, response);
      else await send(store, permission.key, request, response);
    } catch (error) {
      refuse(error, request, response, log);
    }
  };
}

async function receive(
  store: Pick<ObjectStore, 'put'>,
  key: ObjectKey,
  bytes: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const announced = request.headers['content-length'];
  if (announced !== undefined && Number(announced) !== bytes) {
    throw new AppError('bytes-refused', { detail: { reason: 'length' } });
  }
  // not destroyed on the first wrong byte: the refusal must still reach the sender
  await store.put(key, bytes, request.iterator({ destroyOnReturn: false }));
  response.writeHead(200, { ...commonHeaders, 'Content-Length': 0 }).end();
}

async function send(
  store: Pick<ObjectStore, 'get'>,
  key: ObjectKey,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bytes, body } = await store.get(key);
  const source = body instanceof Readable ? body : Readable.from(body, { objectMode: false });
  response.writeHead(200, {
    ...commonHeaders,
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': 'attachment',
    'Content-Length': bytes,
  });
  if (request.method === 'HEAD') {
    source.destroy();
    response.end();
  } else {
    await pipeline(source, response);
  }
}

function refuse(error: unknown, request: IncomingMessage, response: ServerResponse, log: Logger): void {
  const clientLeft = request.destroyed && !request.complete;
  if (clientLeft || response.headersSent) {
    response.destroy();
    return;
  }
  const code: ErrorCode = error instanceof AppError ? error.code : 'internal';
  const status = errorStatus[code];
  if (status >= 500) log.error({ err: error, failure: code }, 'vault request failed');
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, code };
  response.writeHead(status, {
    ...commonHeaders,
    'Content-Type': 'application/problem+json',
    ...(worthDraining(request) ? {} : { Connection: 'close' }),
  });
  response.end(JSON.stringify(problem));
  // Node throws away an unread rest by itself only where nobody had begun to read: without this the connection stands still.
  request.resume();
}

/** A short rest is read and thrown away, so that the answer arrives; whoever sends without end is hung up on. */
function worthDraining(request: IncomingMessage): boolean {
  return request.complete || Number(request.headers['content-length'] ?? Infinity) <= restBytesMax;
}
