/** A problem+json answer (RFC 9457) of our own API; `code` is one of lib/errors.ts, or `internal` where the body is no problem. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** The server's sentence for a person, in her language; empty where the answer was none of ours. */
  readonly sentence: string;
  /** Which fields were wrong, for a program; empty where it says nothing of it. */
  readonly detail: string;
  /** From Retry-After, where the server gave one. */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    code: string,
    options: { sentence?: string; detail?: string; retryAfterSeconds?: number | null } = {},
  ) {
    super(`${status} ${code}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.sentence = options.sentence ?? '';
    this.detail = options.detail ?? '';
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** The request did not reach the server, or its answer did not reach us. */
export class NetworkLost extends Error {
  constructor(cause?: unknown) {
    super('network-lost', { cause });
    this.name = 'NetworkLost';
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Options = { signal?: AbortSignal; keepalive?: boolean };

/** Calls our own API, JSON both ways; undefined for 204. @throws ApiProblem, NetworkLost */
export type CallApi = <Answer>(
  method: Method,
  path: string,
  body?: unknown,
  options?: Options,
) => Promise<Answer>;

/** The same with a body of any kind, and the answer as it comes. @throws ApiProblem, NetworkLost */
export type AskApi = (
  method: Method,
  path: string,
  body?: { type: string; text: string },
  options?: Options,
) => Promise<Response>;

/** Of a body that asks for a file. */
export const formType = 'application/x-www-form-urlencoded';

/** Who asks, and how its requests travel. */
export type ApiCaller = {
  /** A program with its access token, its name for the trail and the language of its sentences; else whose cookie the page has. */
  program?: { token: string; agent: string; locale: string };
  /** Instead of `fetch`; throws NetworkLost, or what is to be passed on as it is. */
  send?: (url: string, init: RequestInit) => Promise<Response>;
};

/**
 * The client of one origin, for page, worker and program alike: with the page's cookie, or a program's token. `origin` because a worker made
 * from a blob has no base address.
 * @throws ApiProblem for every answer that is not 2xx, NetworkLost when there was none; an abort is passed on as it is.
 */
export function createApiClient(origin: string, caller: ApiCaller = {}): CallApi {
  const ask = createApiAsker(origin, caller);
  return async <Answer>(method: Method, path: string, body?: unknown, options: Options = {}) => {
    const json = body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) };
    const response = await ask(method, path, json, options);
    // The shapes are those of the API's description, which a test holds against real answers.
    return (response.status === 204 ? undefined : await received(response.json())) as Answer;
  };
}

/** What `createApiClient` is made of, for an answer that is no JSON. @throws as it does */
export function createApiAsker(origin: string, { program, send = sendByFetch }: ApiCaller = {}): AskApi {
  const own = program
    ? {
        authorization: `Bearer ${program.token}`,
        'user-agent': program.agent,
        'accept-language': program.locale,
      }
    : {};
  return async (method, path, body, { signal, keepalive } = {}) => {
    const response = await send(`${origin}${path}`, {
      method,
      ...(program ? {} : { credentials: 'same-origin', cache: 'no-store' }),
      headers: {
        ...own,
        accept: body?.type === formType ? '*/*' : 'application/json',
        ...(body && { 'content-type': body.type }),
      },
      ...(body && { body: body.text }),
      ...(signal && { signal }),
      ...(keepalive && { keepalive }),
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  };
}

async function sendByFetch(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new NetworkLost(error);
  }
}

/** What comes over the network. @throws NetworkLost when it breaks off */
export async function received<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new NetworkLost(error);
  }
}

/** What an answer that is not 2xx says. @throws NetworkLost */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = asRecord(await received(response.text()));
  const textOf = (member: unknown) => (typeof member === 'string' ? member : '');
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiProblem(response.status, textOf(problem.code) || 'internal', {
    sentence: textOf(problem.title),
    detail: textOf(problem.detail),
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  });
}

function asRecord(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
