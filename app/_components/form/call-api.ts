import { browserSession } from '@/lib/browser/session/browser-session';
import type { Problem } from '@/lib/http/problem';

/** Why a request was refused, ready to be shown: `title` is a sentence in the reader's language (RFC 9457). */
export type Refusal = Pick<Problem, 'title' | 'values'> & {
  code: Problem['code'] | 'offline';
  requestId: string | null;
};
export type ApiAnswer<T> = { ok: true; data: T } | { ok: false; refusal: Refusal };

/** The refusal in an answer that is not `ok`, for what is fetched as a file. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const unreadable: Refusal = {
    code: 'internal',
    title: '',
    values: {},
    requestId: response.headers.get('x-request-id'),
  };
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return unreadable;
  // Written by lib/http/problem.ts, the only place that answers with this media type.
  return { ...unreadable, ...((await response.json()) as Problem) };
}

/**
 * Calls one of Pli's own routes. Never throws: a lost network is the refusal `offline`, an answer that is none of
 * ours is `internal`. `T` is the answer type in the wire file that belongs to the route.
 */
export async function callApi<T = undefined>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<ApiAnswer<T>> {
  try {
    const response = await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    // Whoever was signed in is not any more: the page must not stay as it is.
    if (response.status === 401) void browserSession.check();
    if (!response.ok) return { ok: false, refusal: await refusalOf(response) };
    const text = await response.text();
    // 202 and 204 have no body; every other answer is the JSON the route is typed with.
    return { ok: true, data: (text === '' ? undefined : JSON.parse(text)) as T };
  } catch {
    return { ok: false, refusal: { code: 'offline', title: '', values: {}, requestId: null } };
  }
}
