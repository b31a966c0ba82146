import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
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
    const sources = ['app', 'lib'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => path.join(folder, name)),
    );
    expect(sources.length).toBeGreaterThan(200);
    const isServerAction = (file: string) => /^\s*(['"])use server\1/m.test(readFileSync(file, 'utf8'));
    expect(sources.filter(isServerAction)).toEqual([]);
  });
});
