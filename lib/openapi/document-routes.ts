import type { z } from 'zod';
import { scopes } from '../access/scopes';
import { type ErrorCode, errorStatus } from '../errors';
import type { AnyRouteSpec } from '../http/route';
import { type JsonSchema, jsonSchemaOf } from './json-schema';
import { byStatus, refusalsOf } from './refusals';

/** One handler of a route file: its declaration and its doc comment. */
export type DocumentedRoute = {
  method: string;
  /** Path as Next writes it: /api/drafts/[id]. */
  url: string;
  spec: AnyRouteSpec;
  words: string;
};

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: {
    securitySchemes: Record<string, object>;
    schemas: Record<string, JsonSchema>;
    responses: Record<string, OpenApiResponse>;
  };
};

export type OpenApiOperation = {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required: boolean; schema: JsonSchema }[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, OpenApiResponse>;
};

/** What may come back with one status; a reference stands for one that is written once. */
export type OpenApiResponse = {
  $ref?: string;
  description?: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Record<string, { schema: JsonSchema }>;
};

const introduction = `The API that Pli's own pages and the command \`pli\` use. Requests and answers are JSON; a refusal is problem+json
(RFC 9457) with a stable \`code\`. Sign in with an access token (\`Authorization: Bearer pli_…\`), made in the settings with the scopes it
needs. What one may not see and what is not there are both answered 404. Content is encrypted before it is sent and after it was
received, never by the server: docs/envelope-format.md says how.`;

/** The description of all routes, from the very declarations that validate their requests. */
export function documentRoutes(routes: readonly DocumentedRoute[], version: string): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    const path = pathOf(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  const tags = [...new Set(routes.map(({ url }) => tagOf(url)))].sort();
  return {
    openapi: '3.1.0',
    info: { title: 'Pli', version, description: introduction },
    servers: [{ url: '/' }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          description: `An access token with one of the scopes that the operation names: ${scopes.join(', ')}.`,
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'pli-session',
          description:
            'The cookie of a signed-in browser (`__Host-pli-session` on https). Requests that change something must come from a page of the same origin.',
        },
      },
      schemas: { Problem: problemSchema },
      responses: {
        ...refusalsIn(paths),
        Problem: {
          description: 'Refused; `code` says why.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

const problemSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'values', 'requestId'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', description: 'urn:pli:problem:<code>' },
    title: { type: 'string', description: 'One sentence for a person, in the language of Accept-Language.' },
    status: { type: 'integer' },
    code: { enum: Object.keys(errorStatus) },
    detail: { type: 'string', description: 'Which fields were wrong, and how.' },
    errors: {
      type: 'array',
      description: 'Every field that was wrong.',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        additionalProperties: false,
        properties: { field: { type: 'string' }, reason: { type: 'string' } },
      },
    },
    values: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
    requestId: { type: 'string' },
  },
};

function operationOf({ method, url, spec, words }: DocumentedRoute): OpenApiOperation {
  const parameters = [...parametersOf(spec.params, 'path'), ...parametersOf(spec.query, 'query')];
  return {
    operationId: operationId(method, url),
    summary: words,
    tags: [tagOf(url)],
    security: securityOf(spec),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(spec.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [mediaTypeOf(spec)]: { schema: jsonSchemaOf(spec.body, 'input') } },
          },
        }),
    responses: responsesOf(method, spec),
  };
}

const mediaTypeOf = ({ accept }: AnyRouteSpec) =>
  accept === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query') {
  if (schema === undefined) return [];
  const { properties, required } = jsonSchemaOf(schema, 'input');
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries((properties ?? {}) as Record<string, JsonSchema>).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || needed.has(name),
    schema: one,
  }));
}

/** One of these is enough; none where anyone may call. */
function securityOf({ access, scope }: AnyRouteSpec): Record<string, string[]>[] {
  const byToken = [scope ?? []].flat().map((name) => ({ accessToken: [name] }));
  if (access === 'anyone') return [{}, ...byToken];
  return [...byToken, { session: [] }];
}

function responsesOf(method: string, spec: AnyRouteSpec): Record<string, OpenApiResponse> {
  const refusals = byStatus(refusalsOf(method, spec)).map(([status, codes]) => [
    status,
    { $ref: refusalPlace + codes.join('.') },
  ]);
  return {
    ...successOf(spec),
    ...Object.fromEntries(refusals),
    '5XX': { $ref: '#/components/responses/Problem' },
  };
}

const refusalPlace = '#/components/responses/';

/** Each combination of codes that operations refer to, written once. */
function refusalsIn(paths: OpenApiDocument['paths']): Record<string, OpenApiResponse> {
  const names = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ responses }) => Object.entries(responses))
    .filter(([status]) => /^4\d\d$/.test(status))
    .map(([, { $ref = '' }]) => $ref.slice(refusalPlace.length));
  // The names are codes with points between them, made above.
  return Object.fromEntries(
    [...new Set(names)].sort().map((name) => [name, refusal(name.split('.') as ErrorCode[])]),
  );
}

/** A refusal with one status: which codes it may have, and how long to wait where it passes. */
function refusal(codes: readonly ErrorCode[]): OpenApiResponse {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
  };
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...(codes.some((code) => errorStatus[code] === 429) && {
      headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
    }),
    content: { 'application/problem+json': { schema } },
  };
}

function successOf({ answer, status }: AnyRouteSpec): Record<string, OpenApiResponse> {
  if (answer === undefined) return { [status ?? 204]: { description: 'Done.' } };
  const content =
    'map' in answer
      ? Object.fromEntries(answer.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]))
      : { 'application/json': { schema: jsonSchemaOf(answer, 'output') } };
  return { [status ?? 200]: { description: 'Done.', content } };
}

const pathOf = (url: string) => url.replace(/\[([^\]]+)\]/g, '{$1}');
const tagOf = (url: string) => url.split('/')[2] ?? '';

function operationId(method: string, url: string): string {
  const words = url
    .split('/')
    .slice(2)
    .flatMap((segment) => {
      const parameter = /^\[(.+)\]$/.exec(segment)?.[1];
      return parameter === undefined ? segment.split('-') : ['by', parameter];
    });
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** What stands behind a reference to a response; the response itself where it is none. */
export function responseOf({ components }: OpenApiDocument, response: OpenApiResponse): OpenApiResponse {
  const name = response.$ref?.slice(refusalPlace.length);
  return (name === undefined ? response : components.responses[name]) ?? {};
}
