import { beforeAll, describe, expect, test } from 'vitest';
import * as me from '../../app/api/me/route';
import * as session from '../../app/api/sessions/[id]/route';
import * as sessions from '../../app/api/sessions/route';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith, signOut } from '../support/sign-in';

const database = withTestDatabase();
const { later } = withTestServices(database);
let organisationId: string;
let number = 0;
const newUser = (): Promise<TestUser> =>
  makeUser(database.db, organisationId, `membre${++number}@clinique.example`);
const eventsOf = async (actorAddress: string) =>
  (await database.db.auditEntry.findMany({ where: { actorAddress }, orderBy: { id: 'asc' } })).map(
    (e) => e.event,
  );

beforeAll(async () => {
  organisationId = await makeOrganisation(database.db, 'clinique.example');
});

describe('a session', () => {
  test('known before signing in is worth nothing after it (fixation)', async () => {
    const [attacker, victim] = [await newUser(), await newUser()];
    const browser = new BrowserPerson();
    await signInWith(browser, attacker);
    const planted = browser.copy();
    await signInWith(browser, victim);
    expect(browser.cookies.get('pli-session')).not.toBe(planted.cookies.get('pli-session'));
    expect((await planted.call(me, 'GET', '/api/me')).status).toBe(401);
    expect(await (await browser.call(me, 'GET', '/api/me')).json()).toMatchObject({ email: victim.email });
  });

  test('ends on the server when its person signs out: a kept cookie is nobody', async () => {
    const user = await newUser();
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    const kept = browser.copy();
    expect((await signOut(browser)).status).toBe(200);
    expect(browser.cookies.has('pli-session')).toBe(false);
    expect((await kept.call(me, 'GET', '/api/me')).status).toBe(401);
    expect(await eventsOf(user.email)).toEqual(['SignedIn', 'SignedOut']);
  });

  test('ends everywhere at once, or everywhere else', async () => {
    const user = await newUser();
    const browsers = [new BrowserPerson(), new BrowserPerson(), new BrowserPerson()];
    for (const browser of browsers) await signInWith(browser, user);
    const statuses = () =>
      Promise.all(browsers.map(async (browser) => (await browser.call(me, 'GET', '/api/me')).status));
    await browsers[0]?.call(sessions, 'DELETE', '/api/sessions?except=current');
    expect(await statuses()).toEqual([200, 401, 401]);
    await browsers[0]?.call(sessions, 'DELETE', '/api/sessions');
    expect(await statuses()).toEqual([401, 401, 401]);
    expect((await eventsOf(user.email)).slice(-2)).toEqual(['SessionsEnded', 'SessionsEnded']);
  });

  test('of another person can neither be seen nor ended', async () => {
    const [a, b] = [await newUser(), await newUser()];
    const [ofA, ofB] = [new BrowserPerson(), new BrowserPerson()];
    await signInWith(ofA, a);
    await signInWith(ofB, b);
    const seen = (await (await ofA.call(sessions, 'GET', '/api/sessions')).json()) as {
      sessions: { id: string }[];
    };
    expect(seen.sessions).toHaveLength(1);
    const id = seen.sessions[0]?.id ?? '';
    expect((await ofB.call(session, 'DELETE', `/api/sessions/${id}`, { params: { id } })).status).toBe(404);
    expect((await ofA.call(me, 'GET', '/api/me')).status).toBe(200);
    expect((await ofA.call(session, 'DELETE', `/api/sessions/${id}`, { params: { id } })).status).toBe(204);
    expect((await ofA.call(me, 'GET', '/api/me')).status).toBe(401);
  });

  test('is over when its account is closed, in the very next request', async () => {
    const user = await newUser();
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    await database.db.user.update({ where: { id: user.id }, data: { closedAt: new Date() } });
    expect((await browser.call(me, 'GET', '/api/me')).status).toBe(401);
  });

  test('is only written to once a minute', async () => {
    const user = await newUser();
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    const seenAt = async () =>
      (await database.db.session.findFirstOrThrow({ where: { userId: user.id } })).lastSeenAt;
    const atFirst = await seenAt();
    later(30_000);
    await browser.call(me, 'GET', '/api/me');
    expect(await seenAt()).toEqual(atFirst);
    later(40_000);
    await browser.call(me, 'GET', '/api/me');
    expect((await seenAt()).getTime()).toBeGreaterThan(atFirst.getTime());
  });

  test('cannot be made from a cookie that is not ours, or names no session', async () => {
    for (const value of ['x', 'a.b.c', '', '%', 'eyJhbGciOiJub25lIn0..']) {
      const person = new BrowserPerson();
      person.cookies.set('pli-session', value);
      expect((await person.call(me, 'GET', '/api/me')).status).toBe(401);
    }
  });
});
