import 'server-only';
import { z } from 'zod';
import type { Actor } from '../access/actor';
import { runNextAuth } from '../auth/next-auth-handler';
import { nextAuthOptions } from '../auth/next-auth-options';
import { cookieName, readCookies } from '../auth/session-cookie';
import { signInWithCode } from '../auth/sign-in-with-code';
import { signInWithPassword } from '../auth/sign-in-with-password';
import { signOut } from '../auth/sign-out';
import { guestCodeSignInRequest, passwordSignInRequest, signOutRequest } from '../auth/wire';
import { AppError } from '../errors';
import { parse } from './parse';
import type { RouteContext } from './route';

/** What of a request signing in needs. */
type Asking = Pick<
  RouteContext<'anyone', undefined, undefined, undefined>,
  'services' | 'actor' | 'client' | 'locale' | 'request'
>;
type Context = Omit<RouteContext<'anyone', undefined, undefined, undefined>, 'params' | 'body'> & {
  params: { nextauth: string[] };
  body: Record<string, unknown> | undefined;
};

/** What of next-auth is open, and what each may be sent. All else of it (its pages, its log) is not there. */
const open: Record<string, z.ZodType<Record<string, unknown>>> = {
  'GET csrf': z.strictObject({}),
  'POST callback/password': passwordSignInRequest,
  'POST callback/guest-code': guestCodeSignInRequest,
  'POST signout': signOutRequest,
};

/**
 * Answers next-auth's routes.
 * @throws AppError `not-found` for the parts of next-auth we do not use, and what the providers throw
 */
export async function answerAuth(context: Context): Promise<Response> {
  const { services, request, params } = context;
  const schema = open[`${request.method} ${params.nextauth.join('/')}`];
  if (schema === undefined) {
    throw new AppError('not-found');
  }
  const body = parse(schema, context.body ?? {}, 'body');
  if (params.nextauth[0] === 'signout') {
    await signOut(services, context.actor, context.client);
  }
  return delegate(context, params.nextauth, body, readCookies(request.headers.get('cookie')));
}

/**
 * Signs in for a plain form, which knows nothing of next-auth's own token: it is asked for and given in one go; that the form
 * is ours has been judged by its origin. The answer's cookies are those to set.
 * @throws what the providers throw
 */
export async function signInByForm(
  context: Asking,
  provider: 'password' | 'guest-code',
  credentials: Record<string, unknown>,
): Promise<string[]> {
  const cookies = readCookies(context.request.headers.get('cookie'));
  const csrf = await delegate(context, ['csrf'], {}, cookies);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }; // next-auth's answer to GET csrf
  const lines = csrf.headers.getSetCookie();
  const fresh = lines.map((line) => readCookies(line.split(';', 1)[0] ?? ''));
  const answer = await delegate(
    context,
    ['callback', provider],
    { ...credentials, csrfToken },
    Object.assign({}, cookies, ...fresh),
  );
  return [...lines, ...answer.headers.getSetCookie()];
}

async function delegate(
  context: Asking,
  segments: readonly string[],
  body: Record<string, unknown>,
  cookies: Record<string, string>,
): Promise<Response> {
  const { services, client } = context;
  const { publicUrl } = services.config;
  const browser = { client, previousSessionId: sessionIdOfActor(context.actor) };
  const refusals: unknown[] = [];
  const options = nextAuthOptions(
    services,
    {
      // next-auth hands on what was parsed above, with its own fields beside it.
      password: () => signInWithPassword(services, body as z.output<typeof passwordSignInRequest>, browser),
      'guest-code': () =>
        signInWithCode(services, body as z.output<typeof guestCodeSignInRequest>, {
          ...browser,
          requestSecret: cookies[cookieName(publicUrl, 'request')] ?? null,
          locale: context.locale,
        }),
    },
    (refusal) => refusals.push(refusal),
  );
  const method = segments[0] === 'csrf' ? 'GET' : 'POST';
  const response = await runNextAuth(
    { method, segments, body: { ...body, json: 'true' }, cookies, headers: {} },
    options,
  );
  if (refusals.length > 0) {
    throw refusals[0];
  }
  assertWorked(segments, response, cookieName(publicUrl, 'session'));
  return response;
}

/** next-auth answers a stale CSRF token with a redirect; a page wants to hear that it must be opened again. */
function assertWorked(segments: readonly string[], response: Response, sessionCookie: string): void {
  const touched = response.headers.getSetCookie().some((cookie) => cookie.startsWith(`${sessionCookie}=`));
  if (response.status >= 400 || (segments[0] !== 'csrf' && !touched)) {
    throw new AppError('origin-refused');
  }
}

function sessionIdOfActor(actor: Actor): string | null {
  return actor.kind === 'anonymous' ? null : actor.sessionId;
}
