import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../lib/errors';
import { route } from '../../lib/http/route';
import type { Services } from '../../lib/services';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { withTestServices } from '../support/services';

const database = withTestDatabase();
const pli = withTestServices(database);
const holder = globalThis as typeof globalThis & { pliServices?: Promise<Services> };
const params = z.strictObject({ reference: z.string() });

describe('limits', () => {
  test('count a route whatever stands in its parameters and however its path is spelt', async () => {
    const POST = route(
      { access: 'anyone', params, limit: { points: 3, seconds: 60, by: 'address' } },
      async () => ({}),
    );
    const references = ['a'.repeat(32), 'b'.repeat(32), 'short', `${'Z'.repeat(20)}1${'q'.repeat(11)}`, 'é'];
    const statuses = [];
    for (const reference of references) {
      const path = `/api/x/${encodeURIComponent(reference)}/%6fpen`;
      const answer = await new BrowserPerson().call({ POST }, 'POST', path, { params: { reference } });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    for (const path of ['/api/x/c/open', '/api/x/c/open/', '//api//x/c/open//']) {
      const url = `http://pli.test${path}`;
      const again = await new BrowserPerson().call({ POST }, 'POST', url, { params: { reference: 'c' } });
      expect([path, again.status]).toEqual([path, 429]);
    }
  });

  test('count a route without parameters, to which Next gives none', async () => {
    const GET = route(
      { access: 'anyone', limit: { points: 1, seconds: 60, by: 'address' } },
      async () => ({}),
    );
    const params = Promise.resolve(undefined) as unknown as Promise<object>;
    const call = () => GET(new Request('http://pli.test/api/none'), { params });
    expect([(await call()).status, (await call()).status]).toEqual([200, 429]);
  });

  test('count the addresses of one IPv6 network together, and those of another apart', async () => {
    const GET = route(
      { access: 'anyone', limit: { points: 2, seconds: 60, by: 'address' } },
      async () => ({}),
    );
    const from = async (address: string) =>
      (await new BrowserPerson('http://pli.test', address).call({ GET }, 'GET', '/networks')).status;
    expect(await from('2001:db8:1:2::1')).toBe(200);
    expect(await from('2001:0db8:0001:0002:ffff::2')).toBe(200);
    expect(await from('2001:db8:1:2:a:b:c:d')).toBe(429);
    expect(await from('2001:db8:1:3::1')).toBe(200);
    expect(await from('::1')).toBe(200);
  });
});

describe('a failed request', () => {
  test('leaves no reference in the log', async () => {
    const lines: string[] = [];
    const log = pino(new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) }));
    const reference = 'kAbcdefghijklmnopqrstuvwxyz-0123';
    const before = holder.pliServices;
    holder.pliServices = Promise.resolve({ ...pli.services, log });
    try {
      const POST = route({ access: 'anyone', params }, () => Promise.reject(new AppError('internal')));
      await new BrowserPerson().call({ POST }, 'POST', `/api/e/${reference}/open`, { params: { reference } });
    } finally {
      if (before) holder.pliServices = before;
    }
    expect(lines.join('')).toContain('POST /api/e/{}/open');
    expect(lines.join('')).not.toContain(reference);
  });
});

describe('text that no database can hold', () => {
  test('is refused with the name of its field, not answered with an error of ours', async () => {
    const body = z.strictObject({ name: z.string(), list: z.array(z.strictObject({ name: z.string() })) });
    const POST = route({ access: 'anyone', body }, async () => ({}));
    const send = (json: unknown) => new BrowserPerson().call({ POST }, 'POST', '/x', { json });
    for (const text of ['a\0b', '\ud800', 'x\udfff']) {
      for (const [json, field] of [
        [{ name: text, list: [] }, 'name'],
        [{ name: 'a', list: [{ name: text }] }, 'list.0.name'],
      ] as const) {
        const answer = await send(json);
        expect([answer.status, await answer.json()]).toMatchObject([400, { values: { field } }]);
      }
    }
    expect((await send({ name: '👩🏽‍⚕️', list: [{ name: 'é' }] })).status).toBe(200);
  });
});
