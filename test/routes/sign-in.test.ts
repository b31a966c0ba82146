import { beforeAll, describe, expect, test } from 'vitest';
import * as auth from '../../app/api/auth/[...nextauth]/route';
import * as me from '../../app/api/me/route';
import { lockAfterTries } from '../../lib/auth/sign-in-attempts';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { goodPassword, makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith } from '../support/sign-in';

const database = withTestDatabase();
withTestServices(database);
let organisationId: string;
let number = 0;
const newUser = (): Promise<TestUser> =>
  makeUser(database.db, organisationId, `membre${++number}@clinique.example`);
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;
const eventsOf = async (actorAddress: string) =>
  (await database.db.auditEntry.findMany({ where: { actorAddress }, orderBy: { id: 'asc' } })).map(
    (e) => e.event,
  );

beforeAll(async () => {
  organisationId = await makeOrganisation(database.db, 'clinique.example');
});

/** As if a minute had passed for the pauses between tries, which the limiter measures by the machine's clock. */
const pausesOver = () =>
  database.db.rateLimiterFlexible.deleteMany({ where: { key: { startsWith: 'sign-in-pause' } } });

/** The pauses that have begun (there is one) end in an hour instead of a few seconds, which a busy machine may take for a request. */
const pausesGoOn = async () => {
  const begun = { key: { startsWith: 'sign-in-pause' } };
  const expire = new Date(Date.now() + 3_600_000);
  const { count } = await database.db.rateLimiterFlexible.updateMany({ where: begun, data: { expire } });
  expect(count).toBe(1);
};

describe('signing in', () => {
  test('gives a session that the server knows, and an audit entry', async () => {
    const user = await newUser();
    const person = new BrowserPerson();
    const response = await signInWith(person, user);
    expect(response.status).toBe(200);
    const answer = await person.call(me, 'GET', '/api/me');
    expect(await answer.json()).toMatchObject({ kind: 'user', email: user.email, role: 'member' });
    expect(await eventsOf(user.email)).toEqual(['SignedIn']);
  });

  test('is answered the same for an unknown address, a wrong password, a closed account and one not yet invited', async () => {
    const [closed, invited, user] = [await newUser(), await newUser(), await newUser()];
    await database.db.user.update({ where: { id: closed.id }, data: { closedAt: new Date() } });
    await database.db.user.update({ where: { id: invited.id }, data: { passwordHash: null } });
    const tries = [
      { email: 'personne@clinique.example', password: goodPassword },
      { email: user.email, password: 'faux-mot-de-passe' },
      closed,
      invited,
    ];
    for (const each of tries) {
      const response = await signInWith(new BrowserPerson(), each);
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe('sign-in-refused');
      expect(await eventsOf(each.email)).toEqual(['SignInFailed']);
    }
  });

  test('ignores case and spaces of the address, never of the password', async () => {
    const user = await newUser();
    const shouted = { email: ` ${user.email.toUpperCase()} `, password: user.password };
    expect((await signInWith(new BrowserPerson(), shouted)).status).toBe(200);
    const wrongCase = { email: user.email, password: user.password.toUpperCase() };
    expect((await signInWith(new BrowserPerson(), wrongCase)).status).toBe(401);
  });

  test('refuses objects where strings belong and fields that do not belong', async () => {
    const user = await newUser();
    const bodies = [
      { email: { contains: '@' }, password: user.password },
      { email: [user.email], password: user.password },
      { email: user.email, password: { $ne: null } },
      { email: user.email, password: user.password, role: 'administrator' },
    ];
    for (const body of bodies) {
      const response = await signInWith(new BrowserPerson(), body);
      expect(response.status).toBe(400);
      expect(await codeOf(response)).toBe('bad-request');
    }
  });

  test('is refused from a foreign page, and without the CSRF token of this browser', async () => {
    const user = await newUser();
    const foreign = { origin: 'https://evil.example' };
    expect(await codeOf(await signInWith(new BrowserPerson(), user, foreign))).toBe('origin-refused');
    const crossSite = { 'sec-fetch-site': 'cross-site' };
    expect(await codeOf(await signInWith(new BrowserPerson(), user, crossSite))).toBe('origin-refused');
    const stranger = new BrowserPerson();
    const json = { csrfToken: 'a'.repeat(64), email: user.email, password: user.password };
    const response = await stranger.call(auth, 'POST', '/api/auth/callback/password', {
      params: { nextauth: ['callback', 'password'] },
      json,
    });
    expect(await codeOf(response)).toBe('origin-refused');
    expect(stranger.cookies.has('pli-session')).toBe(false);
  });

  test('opens nothing of next-auth but what Pli uses', async () => {
    const closed = [
      ['signin'],
      ['error'],
      ['verify-request'],
      ['providers'],
      ['session'],
      ['callback', 'email'],
      ['_log'],
    ];
    for (const nextauth of closed) {
      const path = `/api/auth/${nextauth.join('/')}`;
      expect((await new BrowserPerson().call(auth, 'GET', path, { params: { nextauth } })).status).toBe(404);
      expect(
        (await new BrowserPerson().call(auth, 'POST', path, { params: { nextauth }, json: {} })).status,
      ).toBe(404);
    }
  });
});

describe('wrong passwords', () => {
  test('must wait longer and longer, then lock the address, known or not, and the right one is refused too', async () => {
    const user = await newUser();
    for (const email of [user.email, `inconnu${number}@clinique.example`]) {
      const codes: (string | undefined)[] = [];
      for (let n = 0; n < lockAfterTries; n += 1) {
        codes.push(await codeOf(await signInWith(new BrowserPerson(), { email, password: 'faux' })));
        if (n === 3) {
          await pausesGoOn();
          codes.push(await codeOf(await signInWith(new BrowserPerson(), { email, password: 'faux' })));
        }
        await pausesOver();
      }
      const refused = 'sign-in-refused';
      expect(codes).toEqual([...Array(4).fill(refused), 'too-many-requests', ...Array(6).fill(refused)]);
      for (let n = 0; n < 3; n += 1) {
        const response = await signInWith(new BrowserPerson(), { email, password: user.password });
        expect(response.status).toBe(429);
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(3_000);
        expect(await codeOf(response)).toBe('sign-in-locked');
      }
      const events = await eventsOf(email);
      expect(events.filter((event) => event === 'SignInFailed')).toHaveLength(lockAfterTries);
      expect(events.filter((event) => event === 'SignInLocked')).toHaveLength(1);
    }
  });

  test('sent a hundred at once are no better: at most ten are looked at', async () => {
    const user = await newUser();
    const guesses = Array.from({ length: 100 }, (_, n) =>
      signInWith(new BrowserPerson('http://pli.test', `198.51.100.${n}`), {
        email: user.email,
        password: `faux ${n}`,
      }),
    );
    await Promise.all(guesses);
    const failed = (await eventsOf(user.email)).filter((event) => event === 'SignInFailed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(lockAfterTries);
  });

  test('are forgotten after the right one', async () => {
    const user = await newUser();
    for (let round = 0; round < 5; round += 1) {
      await signInWith(new BrowserPerson(), { email: user.email, password: 'faux' });
      await signInWith(new BrowserPerson(), { email: user.email, password: 'faux' });
      await pausesOver();
      expect((await signInWith(new BrowserPerson(), user)).status).toBe(200);
    }
  });
});
