import 'server-only';
import { z } from 'zod';
import type { Actor } from '../access/actor';
import { runNextAuth } from '../auth/next-auth-handler';
import { nextAuthOptions } from '../auth/next-auth-options';
import { cookieName, readCookie, readCookies } from '../auth/session-cookie';
import { signInWithCode } from '../auth/sign-in-with-code';
import { signInWithPassword } from '../auth/sign-in-with-password';
import { signOut } from '../auth/sign-out';
import { guestCodeSignInRequest, passwordSignInRequest, signOutRequest } from '../auth/wire';
import { AppError } from '../errors';
import { parse } from './parse';
import type { RouteContext } from './route';

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
  return delegate(context, body);
}

async function delegate(context: Context, body: Record<string, unknown>): Promise<Response> {
  const { services, request, params, client } = context;
  const cookieHeader = request.headers.get('cookie');
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
          requestSecret: readCookie(cookieHeader, cookieName(publicUrl, 'request')),
          locale: context.locale,
        }),
    },
    (refusal) => refusals.push(refusal),
  );
  const response = await runNextAuth(
    {
      method: request.method,
      segments: params.nextauth,
      body: { ...body, json: 'true' },
      cookies: readCookies(cookieHeader),
      headers: {},
    },
    options,
  );
  if (refusals.length > 0) {
    throw refusals[0];
  }
  assertWorked(params.nextauth, response, cookieName(publicUrl, 'session'));
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
