import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { Config } from '../config';
import type { Logger } from '../log';
import type { RouteHandler } from './route';
import type { createRouteTable } from './route-table';
import { securityHeaders, vaultOrigins } from './security-headers';

/** Answers a request that a route file answers; false, and nothing done, for every other. */
export type RouteAnswerer = (request: IncomingMessage, response: ServerResponse) => boolean;

const compressedFrom = 1_024;
const eventStream = 'text/event-stream';
const compressible = /^(?:text\/(?!event-stream)|application\/(?:[a-z.+-]*json|x-ndjson)\b)/;
const compress = promisify(gzip);

/**
 * Calls route handlers without the framework around them: for a small answer that costs three times what the answer does
 * (docs/decisions/0004). The handlers are the very ones Next would call, with the same pipeline; an answer has the same security
 * headers as behind proxy.ts. Bodies are streamed both ways; who goes away ends what is being written for him.
 */
export function createRouteAnswerer(
  config: Config,
  log: Logger,
  find: ReturnType<typeof createRouteTable>,
): RouteAnswerer {
  const headers = Object.entries(
    securityHeaders('api', {
      nonce: '',
      https: config.publicUrl.startsWith('https://'),
      vaultOrigins: vaultOrigins(config),
      development: false,
    }),
  );
  return (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const found = find(method, url.split('?', 1)[0] ?? '/');
    if (found === null) return false;
    for (const [name, value] of headers) response.setHeader(name, value);
    answer(found.handler, found.params, request, response, config.publicUrl).catch((error: unknown) => {
      // Whoever asked has gone, or what was being streamed has broken off: half an answer must not look whole.
      if (!request.socket.destroyed) log.error({ err: error }, 'an answer broke off');
      response.destroy();
    });
    return true;
  };
}

async function answer(
  handler: RouteHandler,
  params: object,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
): Promise<void> {
  const made = await handler(requestOf(incoming, origin), { params: Promise.resolve(params) });
  outgoing.statusCode = made.status;
  made.headers.forEach((value, name) => {
    if (name !== 'set-cookie') outgoing.setHeader(name, value);
  });
  const cookies = made.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  if (made.body === null) {
    outgoing.end();
    return;
  }
  const gzipped = compressible.test(made.headers.get('content-type') ?? '') && takesGzip(incoming);
  if (isWhole(made)) await sendWhole(outgoing, Buffer.from(await made.arrayBuffer()), gzipped);
  else await sendStream(outgoing, made.body, gzipped);
}

/** What was given as text or JSON, and lies in memory anyway; files are streamed, and events as they come. */
function isWhole({ headers }: Response): boolean {
  return !headers.has('content-disposition') && headers.get('content-type') !== eventStream;
}

async function sendWhole(outgoing: ServerResponse, bytes: Buffer, gzipped: boolean): Promise<void> {
  const worth = gzipped && bytes.length >= compressedFrom;
  if (gzipped) outgoing.setHeader('vary', 'Accept-Encoding');
  if (worth) outgoing.setHeader('content-encoding', 'gzip');
  const body = worth ? await compress(bytes) : bytes;
  outgoing.setHeader('content-length', body.length);
  outgoing.end(body);
}

async function sendStream(
  outgoing: ServerResponse,
  body: ReadableStream<Uint8Array>,
  gzipped: boolean,
): Promise<void> {
  // Two types of the same thing: the DOM's and Node's.
  const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  if (!gzipped) return pipeline(source, outgoing);
  outgoing.setHeader('vary', 'Accept-Encoding');
  outgoing.setHeader('content-encoding', 'gzip');
  outgoing.removeHeader('content-length'); // of what was before: who reads would wait for the rest
  return pipeline(source, createGzip(), outgoing);
}

function takesGzip({ headers }: IncomingMessage): boolean {
  return /(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/.test(
    String(headers['accept-encoding'] ?? ''),
  );
}

/** The request as the handlers read it. Its origin is our public one, whatever the Host header says. */
function requestOf(incoming: IncomingMessage, origin: string): Request {
  const { method = 'GET', url = '/' } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (typeof value === 'string') headers.set(name, value);
    else for (const one of value ?? []) headers.append(name, one);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`${origin}${url}`, {
    method,
    headers,
    // Node's and the DOM's types of the same stream; `duplex` is missing from the DOM's.
    ...(hasBody ? ({ body: Readable.toWeb(incoming), duplex: 'half' } as unknown as RequestInit) : {}),
  });
}
