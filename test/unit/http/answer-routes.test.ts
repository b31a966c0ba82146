import { once } from 'node:events';
import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../lib/config';
import { createRouteAnswerer } from '../../../lib/http/answer-routes';
import { streamOf } from '../../../lib/http/file-response';
import type { RouteHandler } from '../../../lib/http/route';
import { createRouteTable } from '../../../lib/http/route-table';
import { securityHeaders } from '../../../lib/http/security-headers';
import { closeWebServer, createWebServer } from '../../../lib/http/web-server';
import { createLogger } from '../../../lib/log';

let ended = false;
let seen: Request | undefined;
const long = { words: 'mot '.repeat(1_000) };

/** A file without an end, as fast as it is taken. */
async function* endless() {
  try {
    for (;;) yield new Uint8Array(65_536);
  } finally {
    ended = true;
  }
}
async function* broken() {
  yield new Uint8Array(10);
  throw new Error('the vault is away');
}
const saved = { headers: { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="a"' } };
const handlers: Record<string, (request: Request, params: object) => Response | Promise<Response>> = {
  small: () => Response.json({ a: 1 }, { headers: { 'x-request-id': '7' } }),
  long: () => Response.json(long),
  echo: async (request) => Response.json({ told: await request.json(), url: request.url }),
  counted: () => {
    const body = new Blob(['mot '.repeat(20_000)]).stream();
    return new Response(body, { headers: { ...saved.headers, 'content-length': '80000' } });
  },
  nothing: () => new Response(null, { status: 204 }),
  cookies: () => {
    const headers = new Headers({ location: '/inbox' });
    for (const name of ['a', 'b']) headers.append('set-cookie', `${name}=1; Path=/`);
    return new Response(null, { status: 303, headers });
  },
  csv: () => new Response('a,b\r\n'.repeat(1_000), saved),
  endless: () =>
    new Response(
      streamOf(endless(), () => undefined),
      saved,
    ),
  events: () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    ),
  broken: () =>
    new Response(
      streamOf(broken(), () => undefined),
      saved,
    ),
};
const files = Object.entries(handlers).map(([name, run]) => {
  const handler = async (request: Request, { params }: { params: Promise<object> }) => {
    seen = request;
    return run(request, await params);
  };
  return {
    file: `api/${name}/route.ts`,
    handlers: { [name === 'echo' ? 'POST' : 'GET']: handler as unknown as RouteHandler }, // the pipeline is tested elsewhere
  };
});
const config = { publicUrl: 'https://pli.test', objectStore: { kind: 'disk' } } as unknown as Config; // all it reads
const server = createWebServer({
  health: (_request, response) => response.end('ok'),
  vault: null,
  files: () => null,
  routes: createRouteAnswerer(config, createLogger({ level: 'fatal' }), createRouteTable(files)),
  pages: (_request, response) => response.end('a page'),
});
const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => closeWebServer(server, 1));

/** The bytes as they came, with their headers. */
function raw(path: string, headers: Record<string, string>) {
  return new Promise<{ headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
    ask(url(path), { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}

describe('an answer of the API', () => {
  test('carries what the handler said, and the security headers it has behind Next', async () => {
    const answer = await fetch(url('/api/small'));
    expect(await answer.json()).toEqual({ a: 1 });
    const expected = securityHeaders('api', { nonce: '', https: true, vaultOrigins: [], development: false });
    for (const [name, value] of Object.entries({ ...expected, 'x-request-id': '7' }))
      expect(answer.headers.get(name), name).toBe(value);
    expect(answer.headers.get('strict-transport-security')).not.toBeNull();
  });

  test('is asked with the body, the query, our own origin and the address of who asks', async () => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' };
    const body = JSON.stringify({ é: 'x'.repeat(100_000) });
    const answer = await fetch(url('/api/echo?a=1'), { method: 'POST', headers, body });
    expect(await answer.json()).toEqual({ told: JSON.parse(body), url: 'https://pli.test/api/echo?a=1' });
    expect(seen?.headers.get('x-forwarded-for')).toBe('203.0.113.9, 127.0.0.1');
  });

  test('has each of its cookies, its status, and no body where there is none', async () => {
    const answer = await fetch(url('/api/cookies'), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/inbox']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=1; Path=/']);
    expect((await fetch(url('/api/nothing'))).status).toBe(204);
  });

  test('is compressed where that is worth it and wanted, whole or as a stream', async () => {
    for (const path of ['/api/long', '/api/csv']) {
      const [plain, small] = [await raw(path, {}), await raw(path, { 'accept-encoding': 'gzip, br' })];
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(gunzipSync(small.bytes)).toEqual(plain.bytes);
      expect(small.bytes.length * 10).toBeLessThan(plain.bytes.length);
      expect((await raw(path, { 'accept-encoding': 'gzip;q=0' })).bytes).toEqual(plain.bytes);
    }
    expect((await raw('/api/small', { 'accept-encoding': 'gzip' })).headers['content-length']).toBe('7');
    // a stream whose length was told is told without it, or who reads waits for the rest
    expect(
      (await raw('/api/counted', { 'accept-encoding': 'gzip' })).headers['content-length'],
    ).toBeUndefined();
  });

  test('that is a stream of events arrives event by event, as it is', async () => {
    const gone = new AbortController();
    const headers = { 'accept-encoding': 'gzip' };
    const answer = await fetch(url('/api/events'), { headers, signal: gone.signal });
    expect(answer.headers.get('content-encoding')).toBeNull();
    const { value } = (await answer.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('data: 1\n\n');
    gone.abort();
  });

  test('ends being made when who asked has gone', async () => {
    const away = new AbortController();
    const answer = await fetch(url('/api/endless'), { signal: away.signal });
    await answer.body?.getReader().read();
    away.abort();
    await expect.poll(() => ended).toBe(true);
  });

  test('that breaks off is never taken for whole', async () => {
    await expect(raw('/api/broken', {})).rejects.toThrow();
  });

  test('is Next’s where no file answers', async () => {
    for (const path of ['/api/other', '/inbox', '/api/small/', '/api/%73mall'])
      expect(await (await fetch(url(path))).text()).toBe('a page');
    expect(await (await fetch(url('/api/small'), { method: 'DELETE' })).text()).toBe('a page');
  });
});
