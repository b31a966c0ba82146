import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { beforeAll, expect, test } from 'vitest';
import { scopes } from '../../lib/access/scopes';
import { collectRoutes } from '../../lib/openapi/collect-routes';
import {
  type DocumentedRoute,
  documentRoutes,
  type OpenApiDocument,
  responseOf,
} from '../../lib/openapi/document-routes';
import packageJson from '../../package.json';
import { appFiles } from '../support/app-files';

const root = path.resolve(import.meta.dirname, '../..');
let routes: DocumentedRoute[];
let document: OpenApiDocument;

beforeAll(async () => {
  routes = await collectRoutes(path.join(root, 'app'));
  document = documentRoutes(routes, packageJson.version);
}, 60_000);

test('lib/openapi/openapi.json is what the routes declare (npm run docs)', () => {
  const written: unknown = JSON.parse(readFileSync(path.join(root, 'lib/openapi/openapi.json'), 'utf8'));
  expect(written).toEqual(document);
});

test('every route file appears, and says in words what it does', () => {
  const missing = appFiles('route.ts')
    .filter(({ url }) => url.startsWith('/api/') && !url.includes('[...'))
    .filter(({ url }) => document.paths[url.replace(/\[([^\]]+)\]/g, '{$1}')] === undefined);
  expect(missing).toEqual([]);
  expect(routes.filter(({ words }) => words === '').map(({ url }) => url)).toEqual([]);
});

test('every route says what it answers: a shape, the media types of a file, or nothing under a status of its own', () => {
  const silent = routes
    .filter(({ spec }) => spec.answer === undefined && ![202, 204].includes(spec.status ?? 0))
    .map(({ method, url }) => `${method} ${url}`);
  expect(silent).toEqual([]);
  for (const [url, methods] of Object.entries(document.paths))
    for (const [method, { responses }] of Object.entries(methods)) {
      const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      expect(
        good.map(([status, { content }]) => [status, content !== undefined]),
        `${method} ${url}`,
      ).toEqual([[expect.stringMatching(/^20[0-24]$/), expect.any(Boolean)]]);
    }
});

test('every refusal that the pipeline or a use case can give stands under its status, with its code', () => {
  const codesOf = (id: string) => {
    const found = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const operation = found.find(({ operationId }) => operationId === id);
    return Object.fromEntries(
      Object.entries(operation?.responses ?? {})
        .filter(([status]) => /^4\d\d$/.test(status))
        .map(([status, response]) => [status, responseOf(document, response).description]),
    );
  };
  expect(codesOf('postDraftsByIdSegments')).toEqual({
    400: '`bad-request`',
    401: '`sign-in-required`, `token-refused`',
    403: '`origin-refused`, `scope-missing`',
    404: '`not-found`',
    409: '`conflict`',
    413: '`attachments-too-large`, `request-too-large`, `quota-reached`',
    429: '`too-many-requests`',
  });
  expect(codesOf('getAuthCsrf')).toEqual({
    401: '`token-refused`',
    403: '`scope-missing`',
    429: '`too-many-requests`',
  });
});

test('what a token needs is said exactly where the route declares it', () => {
  for (const { method, url, spec } of routes) {
    const operation = document.paths[url.replace(/\[([^\]]+)\]/g, '{$1}')]?.[method.toLowerCase()];
    const said = operation?.security.flatMap(({ accessToken }) => accessToken ?? []);
    expect(said, `${method} ${url}`).toEqual([spec.scope ?? []].flat());
    for (const scope of said ?? []) expect(scopes).toContain(scope);
  }
});

test('it is OpenAPI 3.1: ids are unique, path parameters declared, every schema is JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const ids = new Set<string>();
  for (const [url, methods] of Object.entries(document.paths)) {
    for (const operation of Object.values(methods)) {
      expect(ids.has(operation.operationId), operation.operationId).toBe(false);
      ids.add(operation.operationId);
      const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect(inPath.sort(), url).toEqual([...url.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
      const bodies = [operation.requestBody, ...Object.values(operation.responses)];
      for (const { schema } of bodies.flatMap((body) => Object.values(body?.content ?? {}))) {
        if (!('$ref' in schema)) expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
      }
      for (const { schema } of operation.parameters ?? []) expect(ajv.validateSchema(schema)).toBe(true);
    }
  }
});
