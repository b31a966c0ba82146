import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { appFiles } from '../../support/app-files';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What of a module's exports Next would call that did not come from `route()`. */
function outsiders(module: Record<string, unknown>): string[] {
  return Object.entries(module)
    .filter(
      ([name, handler]) => methods.includes(name) && !(typeof handler === 'function' && 'access' in handler),
    )
    .map(([name]) => name);
}

describe('deny by default', () => {
  test.each(appFiles('route.ts').map(({ file, url }) => [url, file]))(
    '%s goes through the one pipeline',
    async (_, file) => {
      const module = (await import(/* @vite-ignore */ file)) as Record<string, unknown>; // the exports of a route file
      expect(outsiders(module)).toEqual([]);
      expect(Object.keys(module).some((name) => methods.includes(name))).toBe(true);
    },
  );

  test('a handler that does not is found', () => {
    const bypass = Object.fromEntries([
      ['GET', () => new Response()],
      ['dynamic', 'force-dynamic'],
    ]);
    expect(outsiders(bypass)).toEqual(['GET']);
  });

  test('no server action stands beside the routes: those would pass by the pipeline', () => {
    const pages = [...appFiles('page.tsx'), ...appFiles('route.ts')];
    expect(pages.filter(({ file }) => readFileSync(file, 'utf8').includes('use server'))).toEqual([]);
  });
});
