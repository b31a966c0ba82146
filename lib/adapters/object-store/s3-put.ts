import 'server-only';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { AppError, type ErrorCode } from '../../errors';
import type { SignedRequest } from '../../ports/object-store';

const agents = {
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
};

/** No byte moved for so long: the store counts as away. */
const idleMillisecondsMax = 30_000;

/**
 * Streams batches into a pre-signed PUT. When `batches` throws before its end, the request is cut short of its announced
 * length, and a store keeps nothing of it.
 * @throws AppError `bytes-refused`, `storage-full`, `storage-unavailable`; or what `batches` throws.
 */
export async function streamToSignedPut(
  signed: SignedRequest,
  bytes: number,
  batches: AsyncIterable<Uint8Array[]>,
): Promise<void> {
  const url = new URL(signed.url);
  const secure = url.protocol === 'https:';
  const request = (secure ? https : http).request(url, {
    method: 'PUT',
    headers: { ...signed.headers, 'Content-Length': bytes },
    agent: secure ? agents['https:'] : agents['http:'],
    timeout: idleMillisecondsMax,
  });
  request.on('timeout', () => request.destroy(new Error('no byte moved for 30 s')));
  const answered = new Promise<{ status: number; body: string }>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body = (body + text).slice(0, 2_000);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
  });
  answered.catch(() => undefined); // looked at below; until then it is no unhandled rejection
  try {
    await write(request, batches, answered);
  } catch (error) {
    request.destroy();
    throw error;
  }
  const answer = await answered.catch((cause: unknown) => {
    throw new AppError('storage-unavailable', { cause });
  });
  if (answer.status >= 300)
    throw new AppError(codeOf(answer), { cause: new Error(`${answer.status} ${answer.body}`) });
}

async function write(
  request: http.ClientRequest,
  batches: AsyncIterable<Uint8Array[]>,
  answered: Promise<unknown>,
) {
  for await (const batch of batches) {
    for (const chunk of batch) {
      if (request.destroyed) return; // `answered` says why
      // a store that answers early (an error) may never drain
      if (!request.write(chunk))
        await Promise.race([once(request, 'drain').catch(() => undefined), answered.catch(() => undefined)]);
    }
  }
  request.end();
}

function codeOf(answer: { status: number; body: string }): ErrorCode {
  if (answer.status === 507 || /QuotaExceeded|InsufficientCapacity|XMinioStorageFull/.test(answer.body))
    return 'storage-full';
  return answer.status === 400 ? 'bytes-refused' : 'storage-unavailable';
}
