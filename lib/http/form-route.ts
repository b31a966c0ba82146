import 'server-only';
import type { z } from 'zod';
import type { Problem } from './problem';
import { type Access, type RouteContext, type RouteHandler, type RouteSpec, route } from './route';

type Spec<A extends Access, P extends z.ZodType | undefined, B extends z.ZodType> = Omit<
  RouteSpec<A, P, undefined, B>,
  'accept' | 'query'
>;

/** Where a browser goes on by GET after it has posted a form (RFC 9110, section 15.4.4); `cookies` are Set-Cookie lines. */
export function seeOther(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: path });
  for (const line of cookies) headers.append('set-cookie', line);
  return new Response(null, { status: 303, headers });
}

/**
 * A route that a plain form of ours posts to, for browsers whose script has not come or is off. The same pipeline as every
 * route, but a refusal is shown by the page the form stands on: `back` names it, the code and its numbers follow in its query,
 * and nothing that was typed.
 */
export function formRoute<A extends Access, B extends z.ZodType, P extends z.ZodType | undefined = undefined>(
  spec: Spec<A, P, B>,
  back: (url: URL) => string,
  run: (context: RouteContext<A, P, undefined, B>) => Promise<Response>,
): RouteHandler {
  const handle = route({ ...spec, accept: 'form', status: 303 } as RouteSpec<A, P, undefined, B>, run);
  const orBack = async (request: Request, next: { params: Promise<object> }): Promise<Response> => {
    const answer = await handle(request, next);
    if (answer.status < 400) return answer;
    const { code, values } = (await answer.json()) as Problem; // what route() answers when it refuses
    const to = new URL(back(new URL(request.url)), 'http://pli.invalid');
    to.searchParams.set('refused', code);
    for (const name of ['seconds', 'triesLeft', 'character', 'kind'])
      if (values[name] !== undefined) to.searchParams.set(name, String(values[name]));
    return seeOther(to.pathname + to.search);
  };
  return Object.assign(orBack, { access: handle.access, spec: handle.spec });
}
