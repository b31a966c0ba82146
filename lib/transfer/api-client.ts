/** A problem+json answer (RFC 9457) of our own API; `code` is one of lib/errors.ts, or `internal` where the body is no problem. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** The server's sentence for a person, in her language; empty where the answer was none of ours. */
  readonly sentence: string;
  /** From Retry-After, where the server gave one. */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    code: string,
    options: { sentence?: string; retryAfterSeconds?: number | null } = {},
  ) {
    super(`${status} ${code}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.sentence = options.sentence ?? '';
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

/** Calls our own API from a page or a worker; `origin` because a worker made from a blob has no base address. */
export type CallApi = <Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  options?: { signal?: AbortSignal; keepalive?: boolean },
) => Promise<Answer>;

/**
 * The client of one origin: same-origin credentials, JSON both ways.
 * @throws ApiProblem for every answer that is not 2xx, NetworkLost when there was none; an abort is passed on as it is.
 */
export function createApiClient(origin: string, fetchImpl: typeof fetch = fetch): CallApi {
  return async <Answer>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    options: { signal?: AbortSignal; keepalive?: boolean } = {},
  ) => {
    const response = await fetchImpl(`${origin}${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.keepalive ? { keepalive: true } : {}),
    }).catch((error: unknown) => {
      if (options.signal?.aborted) throw error;
      throw new NetworkLost(error);
    });
    if (!response.ok) throw await problemOf(response);
    // The shapes of answers are those of lib/envelope/wire.ts; both sides are built from the same commit.
    return (response.status === 204 ? undefined : await readJson(response)) as Answer;
  };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new NetworkLost(error);
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const problem = isRecord(body) ? body : {};
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiProblem(response.status, typeof problem.code === 'string' ? problem.code : 'internal', {
    sentence: typeof problem.title === 'string' ? problem.title : '',
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
