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
      const bodies = [operation.requestBody, ...Object.values(operation.responses)] as (
        | {
            content?: Record<string, { schema: object }>;
          }
        | undefined
      )[];
      for (const { schema } of bodies.flatMap((body) => Object.values(body?.content ?? {}))) {
        if (!('$ref' in schema)) expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
      }
      for (const { schema } of operation.parameters ?? []) expect(ajv.validateSchema(schema)).toBe(true);
    }
  }
});
