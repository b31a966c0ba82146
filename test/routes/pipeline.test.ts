import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { route } from '../../lib/http/route';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signedIn } from '../support/session-cookie';

const database = withTestDatabase();
const pli = withTestServices(database);
let userId: string;
const person = () => new BrowserPerson();
const problemOf = async (answer: Response) => ({ ...((await answer.json()) as Record<string, unknown>) });

beforeAll(async () => {
  const organisationId = await makeOrganisation(database.db, 'clinique.example');
  userId = (await makeUser(database.db, organisationId, 'membre@clinique.example')).id;
});

const echo = {
  POST: route(
    {
      access: 'anyone',
      body: z.strictObject({ name: z.string(), inner: z.strictObject({ count: z.int() }).optional() }),
      bodyBytesMax: 1_000,
    },
    ({ body }) => Promise.resolve(body),
  ),
};

const wide = route(
  { access: 'anyone', body: z.strictObject({ name: z.string() }), bodyBytesMax: 2_000_000 },
  ({ body }) => Promise.resolve(body),
);

describe('the pipeline', () => {
  test('answers JSON, 204 for nothing, never stored by a cache, with a request id of its own', async () => {
    const ids = new Set<string | null>();
    for (const outcome of [
      { a: 1 },
      undefined,
      new Response('x', { status: 202, headers: { 'cache-control': 'public' } }),
    ]) {
      const answer = await person().call(
        { GET: route({ access: 'anyone' }, async () => outcome) },
        'GET',
        '/x',
      );
      expect(answer.status).toBe(outcome === undefined ? 204 : outcome instanceof Response ? 202 : 200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      ids.add(answer.headers.get('x-request-id'));
    }
    expect(ids.size).toBe(3);
  });

  test('refuses unsafe methods that no page of ours sent', async () => {
    const send = (headers: Record<string, string | undefined>) =>
      person().call(echo, 'POST', '/x', { json: { name: 'a' }, headers });
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://pli.test.evil.example' },
      { origin: 'http://pli.test:81' },
      { origin: undefined },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: undefined, 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of foreign) {
      const answer = await send(headers);
      expect([answer.status, (await problemOf(answer)).code], JSON.stringify(headers)).toEqual([
        403,
        'origin-refused',
      ]);
    }
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { origin: undefined, 'sec-fetch-site': 'same-origin' },
      // A form of a page that sends no referrer.
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ]) {
      expect((await send(headers)).status, JSON.stringify(headers)).toBe(200);
    }
  });

  test('takes JSON only as JSON: what an HTML form can send is refused', async () => {
    for (const type of [
      undefined,
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonx',
    ]) {
      const answer = await person().call(echo, 'POST', '/x', {
        json: { name: 'a' },
        headers: { 'content-type': type },
      });
      expect((await problemOf(answer)).values, type ?? 'none').toMatchObject({ field: 'content-type' });
    }
  });

  test('names every field that is wrong, missing, of another type, or too many', async () => {
    const cases: [unknown, string][] = [
      [{}, 'name'],
      [{ name: { $gt: '' } }, 'name'],
      [{ name: ['a'] }, 'name'],
      [{ name: 'a', role: 'administrator' }, 'role'],
      [{ name: 'a', inner: { count: '1' } }, 'inner.count'],
      [{ name: 'a', inner: { count: 1, more: 2 } }, 'inner.more'],
      [[], 'body'],
      ['text', 'body'],
      [null, 'body'],
    ];
    for (const [json, field] of cases) {
      const answer = await person().call(echo, 'POST', '/x', { json });
      expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'bad-request', values: { field } });
    }
    const all = await person().call(echo, 'POST', '/x', {
      json: { name: 1, role: 'administrator', 'odd\0': 'lone \ud800', inner: { count: '1', more: 2 } },
    });
    expect(await problemOf(all)).toMatchObject({
      title: expect.stringContaining('et 4 autres'),
      errors: [
        { field: 'odd\0', reason: 'invalid_string' },
        { field: 'name', reason: 'invalid_type' },
        { field: 'inner.count', reason: 'invalid_type' },
        { field: 'inner.more', reason: 'unrecognized_keys' },
        { field: 'role', reason: 'unrecognized_keys' },
      ],
    });
    const crowd = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}`, i]));
    const { errors } = await problemOf(await person().call(echo, 'POST', '/x', { json: crowd }));
    expect(errors).toHaveLength(50);
    const broken = await person().call(echo, 'POST', '/x', {
      body: '{"name":',
      headers: { 'content-type': 'application/json' },
    });
    expect(await problemOf(broken)).toMatchObject({
      status: 400,
      values: { field: 'body', reason: 'not JSON' },
    });
  });

  test('does not let __proto__ or constructor of a body reach a handler', async () => {
    const body = '{"name":"a","__proto__":{"admin":true},"constructor":{"x":1}}';
    const answer = await person().call(echo, 'POST', '/x', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(400);
  });

  test('refuses JSON that nests too deep before it is parsed, in little time; brackets in a string are none', async () => {
    const post = (body: string) =>
      person().call({ POST: wide }, 'POST', '/x', { body, headers: { 'content-type': 'application/json' } });
    for (const deep of [
      '['.repeat(1_000_000),
      '{"a":'.repeat(200_000),
      `"\\"${'['.repeat(40)}",${'['.repeat(33)}`,
    ]) {
      const started = performance.now();
      const answer = await post(deep);
      expect(await problemOf(answer)).toMatchObject({
        status: 400,
        values: { field: 'body', reason: 'nested too deep' },
      });
      expect(performance.now() - started).toBeLessThan(2_000);
    }
    expect((await post(JSON.stringify({ name: `\\" ${'[{'.repeat(100)}` }))).status).toBe(200);
  });

  test('gives up a body that is too long while it reads, whatever Content-Length says', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(500).fill(32));
      },
    });
    const init = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { origin: 'http://pli.test', 'content-type': 'application/json' },
    };
    // `duplex` is missing in TypeScript's RequestInit.
    const request = new Request('http://pli.test/x', init as RequestInit);
    const answer = await echo.POST(request, { params: Promise.resolve({}) });
    expect(await problemOf(answer)).toMatchObject({
      status: 413,
      code: 'request-too-large',
      values: { bytesMax: 1_000 },
    });
    expect(pulled).toBeLessThan(10);
  });

  test('refuses a query parameter given twice where one is meant', async () => {
    const GET = route(
      { access: 'anyone', query: z.strictObject({ a: z.string().optional() }) },
      async ({ query }) => query,
    );
    expect((await person().call({ GET }, 'GET', '/x?a=1')).status).toBe(200);
    expect((await person().call({ GET }, 'GET', '/x?a=1&a=2')).status).toBe(400);
    expect((await person().call({ GET }, 'GET', '/x?b=1')).status).toBe(400);
  });

  test('answers an id that cannot be one like one that is not there', async () => {
    const GET = route(
      { access: 'anyone', params: z.strictObject({ id: z.uuid() }) },
      async ({ params }) => params,
    );
    for (const id of ['1', '../../etc/passwd', "' OR 1=1", '']) {
      expect((await person().call({ GET }, 'GET', '/x', { params: { id } })).status).toBe(404);
    }
  });

  test('limits by client address, says when to come back, and believes no forwarded header of the client', async () => {
    const GET = route(
      { access: 'anyone', limit: { points: 2, seconds: 60, by: 'address' } },
      async () => ({}),
    );
    const from = (forwarded: string) =>
      person().call({ GET }, 'GET', '/limited', { headers: { 'x-forwarded-for': forwarded } });
    expect((await from('192.0.2.50')).status).toBe(200);
    expect((await from('1.1.1.1, 192.0.2.50')).status).toBe(200);
    const refused = await from('2.2.2.2, 3.3.3.3, 192.0.2.50');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await from('192.0.2.51')).status).toBe(200);
  });

  test('limits a signed-in person wherever she comes from', async () => {
    const GET = route({ access: 'user', limit: { points: 2, seconds: 60, by: 'actor' } }, async () => ({}));
    const statuses: number[] = [];
    for (const address of ['192.0.2.61', '192.0.2.62', '192.0.2.63']) {
      const browser = await signedIn(pli.services, { userId }, address);
      statuses.push((await browser.call({ GET }, 'GET', '/by-actor')).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });
});
