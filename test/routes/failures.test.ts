import { Writable } from 'node:stream';
import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDatabaseClient } from '../../lib/db/client';
import { AppError } from '../../lib/errors';
import { route } from '../../lib/http/route';
import type { Services } from '../../lib/services';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signedIn } from '../support/session-cookie';

const database = withTestDatabase();
const pli = withTestServices(database);
const holder = globalThis as typeof globalThis & { pliServices?: Promise<Services> };
let userId: string;
const person = () => new BrowserPerson();
const problemOf = async (answer: Response) => ({ ...((await answer.json()) as Record<string, unknown>) });

beforeAll(async () => {
  const organisationId = await makeOrganisation(database.db, 'clinique.example');
  userId = (await makeUser(database.db, organisationId, 'membre@clinique.example')).id;
});

/** Runs with some services replaced, as another process would have them. */
async function having<T>(changed: Partial<Services>, run: () => Promise<T>): Promise<T> {
  const before = holder.pliServices;
  holder.pliServices = Promise.resolve({ ...pli.services, ...changed });
  try {
    return await run();
  } finally {
    if (before !== undefined) holder.pliServices = before;
  }
}

describe('a failure', () => {
  const failing = (error: unknown) => ({ GET: route({ access: 'anyone' }, () => Promise.reject(error)) });

  test('that is expected becomes problem+json with a sentence in the reader’s language', async () => {
    const error = new AppError('too-many-requests', { detail: { seconds: 7 } });
    const french = await person().call(failing(error), 'GET', '/x');
    expect(french.headers.get('content-type')).toBe('application/problem+json');
    expect(french.headers.get('retry-after')).toBe('7');
    expect(await french.json()).toEqual({
      type: 'urn:pli:problem:too-many-requests',
      title: 'Trop de demandes en peu de temps : réessayez dans 7 secondes.',
      status: 429,
      code: 'too-many-requests',
      values: { seconds: 7 },
      requestId: french.headers.get('x-request-id'),
    });
    const english = await person().call(failing(error), 'GET', '/x', {
      headers: { cookie: 'pli-locale=en' },
    });
    expect(await problemOf(english)).toMatchObject({
      title: expect.stringContaining('try again in 7 seconds'),
    });
  });

  test('that nobody expected tells the person a number, and the log what happened', async () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const secret = 'relation "users" at 10.0.0.7 does not exist';
    await having({ log: pino(sink) }, async () => {
      const answer = await person().call(failing(new Error(secret)), 'GET', '/api/x?token=abc');
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).not.toContain('relation');
      const requestId = answer.headers.get('x-request-id') ?? '';
      expect(text).toContain(requestId);
      const [line] = lines;
      expect(line).toContain(requestId);
      expect(line).toContain('relation');
      expect(line).not.toContain('token=abc');
    });
  });

  test('because the database is away says so and asks to try again: 503', async () => {
    const db = createDatabaseClient('postgresql://pli:x@127.0.0.1:9/none');
    try {
      await having({ db, log: pino({ level: 'silent' }) }, async () => {
        const GET = route({ access: 'anyone' }, async ({ services }) => services.db.user.count());
        expect(await problemOf(await person().call({ GET }, 'GET', '/x'))).toMatchObject({
          status: 503,
          code: 'database-unavailable',
        });
        const browser = person();
        browser.cookies.set(
          'pli-session',
          (await signedIn(pli.services, { userId })).cookies.get('pli-session') ?? '',
        );
        expect(
          (await browser.call({ GET: route({ access: 'user' }, async () => ({})) }, 'GET', '/x')).status,
        ).toBe(503);
        const limited = route(
          { access: 'anyone', limit: { points: 1, seconds: 1, by: 'address' } },
          async () => ({}),
        );
        expect((await person().call({ GET: limited }, 'GET', '/x')).status).toBe(503);
      });
    } finally {
      await db.$disconnect();
    }
  });

  test('of the services themselves is still answered as a problem', async () => {
    const before = holder.pliServices;
    holder.pliServices = Promise.reject(new Error('no keys'));
    holder.pliServices.catch(() => undefined);
    try {
      const answer = await person().call({ GET: route({ access: 'anyone' }, async () => ({})) }, 'GET', '/x');
      expect(await problemOf(answer)).toMatchObject({ status: 500, code: 'internal' });
    } finally {
      if (before !== undefined) holder.pliServices = before;
    }
  });
});
