import { beforeAll, expect, test } from 'vitest';
import type { RouteHandler } from '../../lib/http/route';
import { appFiles } from '../support/app-files';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const routes: { name: string; handler: RouteHandler }[] = [];

beforeAll(async () => {
  for (const { file, url } of appFiles('route.ts')) {
    // Each export of a route file that Next calls is one of these methods.
    const module = (await import(/* @vite-ignore */ file)) as Partial<Record<string, RouteHandler>>;
    for (const method of methods) {
      const handler = module[method];
      if (handler !== undefined) routes.push({ name: `${method} ${url}`, handler });
    }
  }
});

/** What a guest's session opens that nobody without one has; whoever adds a line here gives it to every patient. */
const ofGuests = [
  'DELETE /api/e/[reference]/answers/[id]',
  'DELETE /api/e/[reference]/answers/[id]/parts/[partId]',
  'DELETE /api/e/[reference]/report',
  'DELETE /api/sessions',
  'DELETE /api/sessions/[id]',
  'GET /api/e/[reference]/answers',
  'GET /api/envelopes',
  'GET /api/local-copy-key',
  'GET /api/me',
  'GET /api/sessions',
  'POST /api/e/[reference]/answers/[id]/objects',
  'POST /api/e/[reference]/answers/[id]/open',
  'POST /api/e/[reference]/answers/[id]/seal',
  'POST /api/e/[reference]/answers/[id]/segments',
  'POST /api/e/[reference]/evidence',
  'POST /api/e/[reference]/objects',
  'POST /api/e/[reference]/open',
  'POST /api/e/[reference]/parts/[partId]/downloaded',
  'PUT /api/e/[reference]/answers/[id]',
];

test('a guest’s session reaches these routes, and no others but those that are everybody’s', () => {
  const reached = routes.filter(({ handler }) => ['guest', 'signed-in'].includes(handler.access));
  expect(reached.map(({ name }) => name).sort()).toEqual(ofGuests);
});

test('a route of guests alone takes no access token', () => {
  const own = routes.filter(({ handler }) => handler.access === 'guest');
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter(({ handler }) => handler.spec.scope !== undefined)).toEqual([]);
});
