import { AppError } from '../errors';
import { beyondBounds } from './json-bounds';

/**
 * Reads a body, counting while it reads: what is longer than `bytesMax` is given up at once, whatever Content-Length says.
 * @throws AppError `request-too-large`
 */
export async function readBody(request: Request, bytesMax: number): Promise<string> {
  const claimed = Number(request.headers.get('content-length') ?? '0');
  if (claimed > bytesMax) {
    throw new AppError('request-too-large', { detail: { bytesMax } });
  }
  if (request.body === null) {
    return '';
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let text = '';
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) {
        throw new AppError('request-too-large', { detail: { bytesMax } });
      }
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) {
      throw new AppError('bad-request', {
        detail: { field: 'body', reason: 'not UTF-8, or cut short' },
        cause: error,
      });
    }
    throw error;
  }
}

/** What a handler may be sent: JSON from our pages, or an HTML form where the answer is a file to save. */
export type BodyKind = 'json' | 'form';

const mediaTypes: Record<BodyKind, string> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
};

/**
 * The body as data, not yet judged. The content type is required, so that no HTML form of a foreign page can send JSON.
 * @throws AppError `bad-request` `request-too-large`
 */
export async function readData(request: Request, kind: BodyKind, bytesMax: number): Promise<unknown> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== mediaTypes[kind]) {
    throw new AppError('bad-request', {
      detail: { field: 'content-type', reason: `must be ${mediaTypes[kind]}` },
    });
  }
  const text = await readBody(request, bytesMax);
  if (kind === 'form') {
    return searchData(new URLSearchParams(text));
  }
  const reason = beyondBounds(text);
  if (reason !== null) throw new AppError('bad-request', { detail: { field: 'body', reason } });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new AppError('bad-request', { detail: { field: 'body', reason: 'not JSON' }, cause });
  }
}

/** Pairs as an object; a name given twice becomes an array, which a schema that wants one string refuses. */
export function searchData(search: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(search.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = search.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
