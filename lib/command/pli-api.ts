import type { Locale } from '../access/actor';
import type { SignedRequestAnswer } from '../envelope/wire';
import { createApiAsker, createApiClient, formType, received } from '../transfer/api-client';
import { storeRefusal } from '../transfer/store-refusal';
import { ClientError } from './client-error';
import { type Patience, persist } from './persist';

type Bytes = Uint8Array<ArrayBuffer>;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A Pli server as a program reaches it: with an access token, over the documented HTTP API. */
export type PliApi = {
  /** Origin, without a slash at the end. */
  readonly url: string;
  /** Language of the sentences, the server's and our own. */
  readonly locale: Locale;
  /** JSON both ways, repeated while the failure passes; undefined for 204. @throws ApiProblem, NetworkLost, ClientError */
  call<Answer>(method: Method, path: string, json?: unknown): Promise<Answer>;
  /** A file as the answer to a form, not repeated. @throws like `call` */
  download(path: string, form: Record<string, string>): Promise<Response>;
  /** Stores one object by its signed request. The token never goes along. */
  putObject(request: SignedRequestAnswer, body: Bytes): Promise<void>;
  /** Reads one object. @throws ApiProblem 403 once the request has expired */
  getObject(request: SignedRequestAnswer, bytesMax: number): Promise<Bytes>;
};

export type PliApiOptions = {
  url: string;
  token: string;
  /** User-Agent, which stands in the audit trail. */
  agent: string;
  /** Default English. */
  locale?: Locale;
  /** Origin of the only store that content may go to, besides the server itself. */
  store?: string;
  patience?: Patience;
};

/**
 * @throws ClientError `usage` for an address that is none, and for plain http to another machine: the token would be
 * readable on the way
 */
export function createPliApi({ url, token, agent, locale = 'en', store, patience }: PliApiOptions): PliApi {
  const origin = serverOrigin(url);
  const stores: Stores = { origin, only: store === undefined ? null : storeOrigin(store) };
  const caller = { program: { token, agent, locale }, send };
  const callOnce = createApiClient(origin, caller);
  const ask = createApiAsker(origin, caller);
  return {
    url: origin,
    locale,
    call: <Answer>(method: Method, path: string, json?: unknown) =>
      persist(() => callOnce<Answer>(method, path, json), patience),
    download: (path, form) =>
      ask('POST', path, { type: formType, text: new URLSearchParams(form).toString() }),
    putObject: (request, body) =>
      persist(async () => {
        const answer = await object(stores, request, body);
        await received(answer.arrayBuffer());
      }, patience),
    getObject: (request, bytesMax) =>
      persist(async () => received(readAtMost(await object(stores, request), bytesMax)), patience),
  };
}

/** The origin of a server's address. @throws ClientError `usage` */
export function serverOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== ''
  )
    throw new ClientError('usage', 'no-address-of-pli', { text });
  if (url.protocol === 'http:' && !isHere(url))
    throw new ClientError('usage', 'plain-http', { origin: url.origin });
  return url.origin;
}

/** Never follows a redirect: the token was given for one server, and a signed request for one store. */
async function send(url: string | URL, init: RequestInit): Promise<Response> {
  const answer = await received(fetch(url, { ...init, redirect: 'manual' }));
  if (answer.status >= 300 && answer.status < 400) {
    await answer.body?.cancel();
    const to = answer.headers.get('location') ?? '';
    const place = URL.canParse(to, url) ? new URL(to, url).origin : '?';
    throw new ClientError(
      'refused',
      'redirected',
      { from: new URL(url).origin, to: place },
      { reason: 'redirected' },
    );
  }
  return answer;
}

/** Where content may go: to the server, and to `only`, or where that is not given to any store that is reached by https. */
type Stores = { origin: string; only: string | null };

const isHere = ({ hostname }: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/** @throws ClientError `usage` */
function storeOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new ClientError('usage', 'no-store', { text });
  return url.origin;
}

/**
 * What a server signs says where content lies, and no more: a hostile one must not turn a program inside a network into its
 * hand. So the method is ours, the headers are those a store needs, and a place without TLS is the server's own or one that
 * the person named.
 * @throws ClientError `refused`
 */
function assertHarmless(stores: Stores, url: URL, request: SignedRequestAnswer, method: 'GET' | 'PUT'): void {
  const { origin, only } = stores;
  const asked = request.method;
  if (asked !== method) throw new ClientError('refused', 'method-refused', { origin, asked, wanted: method });
  const isPlainHere = url.protocol === 'http:' && isHere(url) && isHere(new URL(origin));
  const isStore = only === null ? url.protocol === 'https:' || isPlainHere : url.origin === only;
  if ((url.origin !== origin && !isStore) || url.username !== '' || url.password !== '')
    throw new ClientError(
      'refused',
      'store-refused',
      { origin, store: url.origin },
      { reason: 'store-refused' },
    );
  const header = Object.keys(request.headers).find((name) => !storeHeader.test(name));
  if (header !== undefined) throw new ClientError('refused', 'header-refused', { origin, header });
}

const storeHeader = /^(?:x-amz-[a-z0-9-]+|content-(?:type|length|md5)|if-none-match|cache-control)$/i;

async function object(stores: Stores, request: SignedRequestAnswer, body?: Bytes): Promise<Response> {
  const url = new URL(request.url, stores.origin);
  const method = body === undefined ? 'GET' : 'PUT';
  assertHarmless(stores, url, request, method);
  const answer = await send(url, {
    method,
    headers: request.headers,
    ...(body === undefined ? {} : { body }),
  });
  if (answer.ok) return answer;
  await answer.body?.cancel();
  throw storeRefusal(answer.status);
}

/** The body, cut off one byte beyond what it may have: its digest then cannot be right, and its length fills no memory. */
async function readAtMost(answer: Response, bytesMax: number): Promise<Bytes> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reader = answer.body?.getReader();
  while (reader && bytes <= bytesMax) {
    const { value } = await reader.read();
    if (!value) break;
    pieces.push(value);
    bytes += value.length;
  }
  if (bytes > bytesMax) await reader?.cancel();
  return new Uint8Array(Buffer.concat(pieces).subarray(0, bytesMax + 1));
}

/** A network failure, also one in the middle of an answer, as NetworkLost. */
