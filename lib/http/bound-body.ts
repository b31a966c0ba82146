import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The largest body any page or route is sent; each route has its own limit below it (lib/http/route.ts). */
export const anyBodyBytesMax = 3_145_728;

/**
 * Lets a body of at most `anyBodyBytesMax` through, whatever its length claims to be. Next keeps whole bodies before a route
 * sees the first byte: one that announces more is answered 413 unread, and one that sends more, in chunks without an end, is
 * cut off at the byte that is too many. Whether the request may go on.
 */
export function boundBody(request: IncomingMessage, response: ServerResponse): boolean {
  if (Number(request.headers['content-length'] ?? 0) > anyBodyBytesMax) {
    refuse(request, response);
    return false;
  }
  let bytes = 0;
  const push = request.push.bind(request);
  // What the HTTP parser hands over goes through here, so that a body nobody reads is counted as well.
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    const within = bytes <= anyBodyBytesMax;
    bytes += chunk?.byteLength ?? 0;
    if (bytes <= anyBodyBytesMax) return push(chunk, encoding);
    if (within) refuse(request, response);
    return true; // read and thrown away, until hung up
  };
  return true;
}

/** How long the answer has to arrive: a connection that is closed with bytes unread is reset, and its answer lost. */
const graceMs = 1_000;

function refuse(request: IncomingMessage, response: ServerResponse): void {
  const hangUp = () => request.socket.destroy();
  if (response.headersSent) {
    hangUp();
    return;
  }
  const problem = { type: 'about:blank', title: 'Content Too Large', status: 413, code: 'request-too-large' };
  const text = JSON.stringify({ ...problem, values: { bytesMax: anyBodyBytesMax } });
  response.writeHead(413, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.write(text);
  request.resume();
  setTimeout(hangUp, graceMs).unref();
}
