import 'server-only';
import type { Timestamper } from '../../ports/timestamper';
import { createNonce, createTimestampRequest } from '../../timestamp/timestamp-request';
import { verifyTimestampResponse } from '../../timestamp/verify-timestamp-response';

export type HttpTimestamperOptions = {
  /** http(s) URL; a user name and password in it are sent as Basic authentication (RFC 7617). */
  url: string;
  /** Root certificates its tokens must verify against, PEM. */
  rootsPem: string;
  timeoutMs?: number;
};

/** A token with its certificates has a few kilobytes. */
const responseBytesMax = 65_536;

/** Any authority that speaks RFC 3161 over HTTP (section 3.4). What does not verify is never returned. */
export function createHttpTimestamper({
  url,
  rootsPem,
  timeoutMs = 15_000,
}: HttpTimestamperOptions): Timestamper {
  const target = new URL(url);
  const credentials = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`;
  const authorization = target.username
    ? { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
    : undefined;
  target.username = '';
  target.password = '';
  return {
    async stamp(sha256) {
      const nonce = createNonce();
      const answer = await fetch(target, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/timestamp-query',
          Accept: 'application/timestamp-reply',
          ...authorization,
        },
        body: createTimestampRequest(sha256, nonce),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const response = await readBounded(answer, target.host);
      const { time } = await verifyTimestampResponse(response, { sha256, nonce, rootsPem });
      return { response, time };
    },
    roots: async () => rootsPem,
  };
}

async function readBounded(answer: Response, host: string): Promise<Uint8Array> {
  const mediaType = answer.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (answer.status !== 200 || mediaType !== 'application/timestamp-reply') {
    await answer.body?.cancel();
    throw new Error(`${host} answered ${answer.status} ${mediaType ?? 'without a media type'}`);
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // A fetch body is an async iterable of Uint8Array in Node; the DOM's types do not say so.
  for await (const piece of (answer.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > responseBytesMax) throw new Error(`${host} answered more than ${responseBytesMax} bytes`);
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}
