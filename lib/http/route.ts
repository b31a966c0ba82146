import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Actor, Client, GuestActor, Locale, UserActor } from '../access/actor';
import type { Scope } from '../access/scopes';
import { findTokenActor } from '../access-tokens/find-token-actor';
import { findActor } from '../auth/find-actor';
import { cookieName, readCookie } from '../auth/session-cookie';
import { sessionIdOf } from '../auth/session-id-of';
import { AppError, type ErrorCode } from '../errors';
import { localeCookie, pickLocale } from '../i18n/locales';
import { limitKeyOf } from '../limits/client-key';
import { consumeLimit, type Limit } from '../limits/consume-limit';
import { createLogger } from '../log';
import type { Services } from '../services';
import { getServices } from '../wiring/get-services';
import { assertInScope, bearerOf } from './bearer';
import { clientOf } from './client-address';
import { parse } from './parse';
import { asAppError, problemResponse } from './problem';
import { type BodyKind, readData, searchData } from './request-body';
import { routeName } from './route-name';
import { assertSameOrigin } from './same-origin';

/** Who may call at all; what exactly they may do is asked of lib/access/policy.ts by the use case. */
export type Access = 'user' | 'signed-in' | 'guest' | 'anyone';

/** The actor a handler of that access is given. */
export type ActorOf<A extends Access> = A extends 'user'
  ? UserActor
  : A extends 'guest'
    ? GuestActor
    : A extends 'signed-in'
      ? UserActor | GuestActor
      : Actor;

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** What a route declares; without `access` it does not compile. */
export type RouteSpec<A extends Access, P extends Schema, Q extends Schema, B extends Schema> = {
  access: A;
  /** What an access token needs to call it, one of them; a route that says nothing refuses every token. */
  scope?: Scope | readonly Scope[];
  /** Path parameters; what does not fit is answered like what is not there. */
  params?: P;
  query?: Q;
  body?: B;
  /** `form` only where a page saves the answer as a file. */
  accept?: BodyKind;
  /** Default 16 KiB where anyone may call, 128 KiB for signed-in people; 3 MiB at most (lib/http/bound-body.ts). */
  bodyBytesMax?: number;
  limit?: Limit;
  /** Whether caches may keep what it answers, for as long as the handler's own `cache-control` says: only what is public. */
  cacheable?: boolean;
  /**
   * What it answers when all goes well, for the API's description: JSON of this shape, or the media types of a file. Not checked
   * at run time; real answers are held against it in test/routes. A route that answers nothing says so by its `status`.
   */
  answer?: z.ZodType | readonly string[];
  /** Default 200. */
  status?: number;
  /** What its use case refuses besides what the pipeline does, for the API's description. */
  refuses?: readonly ErrorCode[];
};

/** A route's declaration, whatever it declares. */
export type AnyRouteSpec = RouteSpec<Access, Schema, Schema, Schema>;

/** What a handler receives: everything judged and parsed. */
export type RouteContext<A extends Access, P extends Schema, Q extends Schema, B extends Schema> = {
  services: Services;
  actor: ActorOf<A>;
  client: Client;
  /** The language of the answer (`localeOf` below). */
  locale: Locale;
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  request: Request;
  requestId: string;
};

/** A handler for Next; `access` and `spec` let tests and the API's description see what was declared. */
export type RouteHandler = ((request: Request, context: { params: Promise<object> }) => Promise<Response>) & {
  access: Access;
  spec: AnyRouteSpec;
};

/**
 * The one request pipeline: authenticate, refuse foreign origins, limit, parse, run, answer JSON or problem+json, never
 * stored by a cache. `undefined` answers 204. Anything thrown that is no AppError is answered 500 and logged.
 */
export function route<
  A extends Access,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>(spec: RouteSpec<A, P, Q, B>, run: (context: RouteContext<A, P, Q, B>) => Promise<unknown>): RouteHandler {
  const handle = async (request: Request, next: { params: Promise<object> }): Promise<Response> => {
    const requestId = uuidv7();
    let services: Services | undefined;
    let params: object = {};
    let locale = localeOf({ kind: 'anonymous' }, request.headers);
    try {
      // Next gives a route without parameters none at all, whatever its types say.
      params = (await (next.params as Promise<object | undefined>)) ?? {};
      const made = await getServices();
      services = made;
      const bearer = bearerOf(request.headers);
      const actor =
        bearer === null ? await authenticate(made, request.headers) : await findTokenActor(made, bearer);
      locale = localeOf(actor, request.headers);
      const context = await judge(spec, made, actor, request, params);
      const answer = await run({ ...context, locale, requestId });
      return finish(asResponse(answer), requestId, spec.cacheable);
    } catch (thrown) {
      const error = asAppError(thrown);
      report(services, error, routeName(request, params), requestId);
      return finish(problemResponse(error, locale, requestId), requestId);
    }
  };
  return Object.assign(handle, { access: spec.access, spec });
}

/** The actor behind the session cookie of a request. */
export async function authenticate(
  services: Pick<Services, 'config' | 'keys' | 'db' | 'clock'>,
  headers: Headers,
): Promise<Actor> {
  const token = readCookie(headers.get('cookie'), cookieName(services.config.publicUrl, 'session'));
  return findActor(services, sessionIdOf(services, token));
}

/**
 * The language an answer is written in: a signed-in person's own; of a program with a token that of the request, because who
 * reads its screen is not always the token's owner; of anybody else the one chosen in this browser, or asked for.
 */
function localeOf(actor: Actor, headers: Headers): Locale {
  const wanted = headers.get('accept-language');
  if (actor.kind === 'user' && actor.token !== undefined) return pickLocale(undefined, wanted, actor.locale);
  if (actor.kind !== 'anonymous') return actor.locale;
  return pickLocale(readCookie(headers.get('cookie'), localeCookie) ?? undefined, wanted);
}

async function judge<A extends Access, P extends Schema, Q extends Schema, B extends Schema>(
  spec: RouteSpec<A, P, Q, B>,
  services: Services,
  actor: Actor,
  request: Request,
  params: object,
): Promise<Omit<RouteContext<A, P, Q, B>, 'locale' | 'requestId'>> {
  const client = clientOf(request.headers, services.config.trustedProxies);
  const unsafe = !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
  if (actor.kind === 'user' && actor.token !== undefined) {
    assertInScope(actor.token.scopes, spec.scope);
  } else if (unsafe) {
    // No page can make a browser send a token: forgery is a matter of cookies only.
    assertSameOrigin(request.headers, services.config.publicUrl);
  }
  if (spec.limit !== undefined) {
    await limitRequest(services, spec.limit, request, params, actor, client);
  }
  const admitted = admit(spec.access, actor);
  const bytesMax = spec.bodyBytesMax ?? (spec.access === 'anyone' ? 16_384 : 131_072);
  // Each `as` below narrows to what the schema just proved; the conditional types cannot follow an `if`.
  return {
    services,
    actor: admitted,
    client,
    params: parseParams(spec.params, params) as Parsed<P>,
    query: (spec.query &&
      parse(spec.query, searchData(new URL(request.url).searchParams), 'query')) as Parsed<Q>,
    body: (spec.body &&
      parse(spec.body, await readData(request, spec.accept ?? 'json', bytesMax), 'body')) as Parsed<B>,
    request,
  };
}

/**
 * The actor, if this kind may call.
 * @throws AppError `sign-in-required` for nobody, `not-found` for the wrong kind: forbidden and missing look the same
 */
export function admit<A extends Access>(access: A, actor: Actor): ActorOf<A> {
  const kinds: Record<Access, readonly Actor['kind'][]> = {
    user: ['user'],
    guest: ['guest'],
    'signed-in': ['user', 'guest'],
    anyone: ['user', 'guest', 'anonymous'],
  };
  if (!kinds[access].includes(actor.kind)) {
    throw new AppError(actor.kind === 'anonymous' ? 'sign-in-required' : 'not-found');
  }
  // The table above is the proof that the kind fits the access.
  return actor as ActorOf<A>;
}

async function limitRequest(
  services: Services,
  limit: Limit,
  request: Request,
  params: object,
  actor: Actor,
  client: Client,
) {
  const who =
    limit.by === 'actor' && actor.kind !== 'anonymous'
      ? actor.kind === 'user'
        ? (actor.token?.id ?? actor.userId)
        : actor.guestId
      : limitKeyOf(client);
  const isProgram = limit.by === 'actor' && actor.kind === 'user' && actor.token !== undefined;
  const points = limit.points * (isProgram ? services.config.limits.tokenRequestsFactor : 1);
  await consumeLimit(services.db, routeName(request, params), who, { points, seconds: limit.seconds });
}

function parseParams(schema: Schema, params: object): unknown {
  if (schema === undefined) {
    return undefined;
  }
  const result = schema.safeParse(params);
  if (!result.success) {
    throw new AppError('not-found', { cause: result.error });
  }
  return result.data;
}

function asResponse(answer: unknown): Response {
  if (answer instanceof Response) {
    // A new one, because the headers of `Response.redirect` cannot be changed.
    return new Response(answer.body, answer);
  }
  return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
}

/** Headers every answer has. */
function finish(response: Response, requestId: string, cacheable = false): Response {
  response.headers.set('x-request-id', requestId);
  if (!cacheable || !response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  return response;
}

function report(services: Services | undefined, error: AppError, place: string, requestId: string): void {
  if (error.code === 'internal' || error.code.endsWith('-unavailable')) {
    (services?.log ?? createLogger()).error(
      { requestId, route: place, problem: error.code, err: error.cause },
      'request failed',
    );
  }
}
