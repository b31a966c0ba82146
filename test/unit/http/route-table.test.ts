import { describe, expect, test } from 'vitest';
import type { RouteHandler } from '../../../lib/http/route';
import { createRouteTable } from '../../../lib/http/route-table';
import { appFiles } from '../../support/app-files';

const handler = (async () => new Response()) as unknown as RouteHandler; // never called here
const file = (name: string, ...methods: string[]) => ({
  file: `${name}/route.ts`,
  handlers: Object.fromEntries((methods.length > 0 ? methods : ['GET']).map((method) => [method, handler])),
});

describe('the table of routes', () => {
  test('knows every route of app/ by its path, with its parameters', () => {
    const urls = appFiles('route.ts')
      .map(({ url }) => url)
      .filter((url) => !url.includes('[...missing]'));
    const find = createRouteTable(urls.map((url) => file(url.slice(1))));
    expect(urls.length).toBeGreaterThan(50);
    for (const url of urls) {
      const names = [...url.matchAll(/\[(?:\.\.\.)?(\w+)\]/g)].map(([, name]) => name);
      const found = find('GET', url.replace(/\[\.\.\.\w+\]/, 'x/y').replace(/\[\w+\]/g, 'x'));
      expect(Object.keys(found?.params ?? {}), url).toEqual(names);
    }
  });

  test('takes a literal before a parameter, and a parameter before the rest', () => {
    const find = createRouteTable([
      file('api/[...rest]'),
      file('api/me', 'GET', 'PATCH'),
      file('api/[id]'),
      file('api/[id]/parts/[part]'),
      file('(group)/sign-in/form', 'POST'),
    ]);
    expect(find('GET', '/api/me')?.params).toEqual({});
    expect(find('GET', '/api/you')?.params).toEqual({ id: 'you' });
    expect(find('GET', '/api/me/parts/2')?.params).toEqual({ id: 'me', part: '2' });
    expect(find('GET', '/api/me/other')?.params).toEqual({ rest: ['me', 'other'] });
    expect(find('POST', '/sign-in/form')).not.toBeNull();
  });

  test('leaves to Next what it does not know for certain: other methods, other spellings, the root of a rest', () => {
    const find = createRouteTable([file('api/me'), file('log/tile/[...path]')]);
    for (const [method, path] of [
      ['HEAD', '/api/me'],
      ['OPTIONS', '/api/me'],
      ['constructor', '/api/me'],
      ['GET', '/api/me/'],
      ['GET', '//api/me'],
      ['GET', '/api//me'],
      ['GET', '/api/./me'],
      ['GET', '/api/x/../me'],
      ['GET', '/api/%6de'],
      ['GET', '/api/me;x'],
      ['GET', '/API/me'],
      ['GET', '/log/tile'],
      ['GET', '/'],
      ['GET', ''],
      ['GET', 'http://evil.example/api/me'],
    ] as const)
      expect(find(method, path), `${method} ${path}`).toBeNull();
  });

  test('is not made of files that answer the same path', () => {
    expect(() => createRouteTable([file('(a)/x'), file('(b)/x')])).toThrow('same path');
    expect(() => createRouteTable([file('x/[a]/y'), file('x/[b]/z')])).toThrow('elsewhere');
  });
});
