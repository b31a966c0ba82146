import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as me from '../../app/api/me/route';
import * as organisation from '../../app/api/organisation/route';
import * as session from '../../app/api/session/route';
import * as sessions from '../../app/api/sessions/route';
import type { SessionAnswer } from '../../lib/auth/answers';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith, signOut } from '../support/sign-in';

const database = withTestDatabase();
const { later } = withTestServices(database);
const minute = 60_000;
let organisationId: string;
let number = 0;
let user: TestUser;
let browser: BrowserPerson;

beforeAll(async () => {
  organisationId = await makeOrganisation(database.db, 'clinique.example');
});
beforeEach(async () => {
  user = await makeUser(database.db, organisationId, `membre${++number}@clinique.example`);
  browser = new BrowserPerson();
  await signInWith(browser, user);
});

const status = async () => (await browser.call(me, 'GET', '/api/me')).status;
const asked = async () =>
  (await (await browser.call(session, 'GET', '/api/session')).json()) as SessionAnswer;
const active = async (idleSeconds = 0) =>
  (await (
    await browser.call(session, 'POST', '/api/session', { json: { idleSeconds } })
  ).json()) as SessionAnswer;
const leftOf = (answer: SessionAnswer) => (answer.person === null ? 0 : answer.leftSeconds);
const lockAfter = (minutes: number) =>
  database.db.organisation.update({ where: { id: organisationId }, data: { idleLockMinutes: minutes } });

describe('a session that rests', () => {
  test('is over after the minutes of its organisation, whatever its pages ask meanwhile', async () => {
    for (const minutes of [10, 30]) {
      await lockAfter(minutes);
      await signInWith(browser, user);
      for (let n = 1; n < minutes; n += 1) {
        later(minute);
        expect(await status()).toBe(200);
        const answer = await asked();
        expect(answer.person).toBe(user.id);
        expect(leftOf(answer)).toBeLessThanOrEqual((minutes - n) * 60);
      }
      later(minute);
      expect(await status()).toBe(401);
      expect(await asked()).toEqual({ person: null });
    }
  });

  test('rests from what its person did last, and ends anyway after its longest time', async () => {
    await lockAfter(60);
    for (let hours = 1; hours <= 12; hours += 1) {
      later(59 * minute);
      expect(await active()).toMatchObject({ person: user.id });
    }
    expect(leftOf(await asked())).toBeLessThanOrEqual(12 * 60);
    later(12 * minute);
    expect(await status()).toBe(401);
  });

  test('counts from the moment that is told, never backwards, and does not come to life again', async () => {
    await lockAfter(10);
    later(9 * minute);
    const left = leftOf(await active(120));
    expect(left).toBeGreaterThan(450);
    expect(left).toBeLessThanOrEqual(480);
    expect(leftOf(await active(300))).toBeGreaterThan(450);
    later(8 * minute);
    expect(await active()).toEqual({ person: null });
    expect(await status()).toBe(401);
  });

  test('of one who did something in any tab goes on in all: they share it', async () => {
    await lockAfter(10);
    const otherTab = browser.copy();
    later(9 * minute);
    await otherTab.call(session, 'POST', '/api/session', { json: { idleSeconds: 0 } });
    later(9 * minute);
    expect(await status()).toBe(200);
  });

  test('is no longer listed once it is over', async () => {
    await lockAfter(10);
    later(11 * minute);
    await signInWith(browser, user);
    const listed = (await (await browser.call(sessions, 'GET', '/api/sessions')).json()) as {
      sessions: object[];
    };
    expect(listed.sessions).toHaveLength(1);
  });

  test('that was signed out, or whose account was closed, is nobody’s', async () => {
    const kept = browser.copy();
    await signOut(browser);
    expect(await (await kept.call(session, 'GET', '/api/session')).json()).toEqual({ person: null });
    await signInWith(browser, user);
    await database.db.user.update({ where: { id: user.id }, data: { closedAt: new Date() } });
    expect(await active()).toEqual({ person: null });
  });
});

test('the minutes are the administrator’s choice, within the two hours of the trust space, and audited', async () => {
  const administrator = await makeUser(database.db, organisationId, 'chef@clinique.example', 'administrator');
  const chief = new BrowserPerson();
  await signInWith(chief, administrator);
  const change = async (person: BrowserPerson, idleLockMinutes: unknown) =>
    (await person.call(organisation, 'PATCH', '/api/organisation', { json: { idleLockMinutes } })).status;
  for (const wrong of [0, -5, 121, 1.5, '30', null]) expect(await change(chief, wrong)).toBe(400);
  expect(await change(browser, 5)).toBe(404);
  expect(await change(chief, 120)).toBe(204);
  const { idleLockMinutes } = await database.db.organisation.findUniqueOrThrow({
    where: { id: organisationId },
  });
  expect(idleLockMinutes).toBe(120);
  const entry = await database.db.auditEntry.findFirstOrThrow({ where: { event: 'OrganisationChanged' } });
  expect(entry.detail).toEqual({ idleLockMinutes: 120 });
  await expect(lockAfter(121)).rejects.toThrow();
});
