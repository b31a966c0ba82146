import { beforeAll, describe, expect, test } from 'vitest';
import * as myPassword from '../../app/api/me/password/route';
import * as me from '../../app/api/me/route';
import * as check from '../../app/api/password-reset/check/route';
import * as confirm from '../../app/api/password-reset/confirm/route';
import * as reset from '../../app/api/password-reset/route';
import { lockAfterTries } from '../../lib/auth/sign-in-attempts';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { mailedSecret } from '../support/mailed-secret';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith } from '../support/sign-in';

const database = withTestDatabase();
const pli = withTestServices(database);
const newPassword = 'chaise-orage-tambour-3';
let organisationId: string;
let number = 0;
const newUser = (): Promise<TestUser> =>
  makeUser(database.db, organisationId, `membre${++number}@clinique.example`);
const stranger = () => new BrowserPerson('http://pli.test', `192.0.2.${number}`);
const askFor = (address: unknown) =>
  stranger().call(reset, 'POST', '/api/password-reset', { json: { address } });
const choose = (token: unknown, password: unknown = newPassword) =>
  stranger().call(confirm, 'POST', '/api/password-reset/confirm', { json: { token, newPassword: password } });
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;

beforeAll(async () => {
  organisationId = await makeOrganisation(database.db, 'clinique.example');
});

describe('a mailed link', () => {
  test('sets a new password once, ends every session and spends every other link', async () => {
    const user = await newUser();
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    await askFor(user.email);
    const first = await mailedSecret(pli.services, user.email);
    await askFor(user.email);
    const second = await mailedSecret(pli.services, user.email);
    expect((await choose(second.token)).status).toBe(204);
    expect((await browser.call(me, 'GET', '/api/me')).status).toBe(401);
    for (const { token } of [first, second]) {
      const again = await choose(token, 'encore-un-autre-mot-4');
      expect([again.status, await codeOf(again)]).toEqual([410, 'link-refused']);
    }
    expect((await signInWith(stranger(), user)).status).toBe(401);
    expect((await signInWith(stranger(), { ...user, password: newPassword })).status).toBe(200);
    const events = await database.db.auditEntry.findMany({
      where: { actorAddress: user.email },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ event }) => event)).toEqual([
      'SignedIn',
      'PasswordResetRequested',
      'PasswordResetRequested',
      'PasswordChanged',
      'SignInFailed',
      'SignedIn',
    ]);
  });

  test('used ten times at once sets one password', async () => {
    const user = await newUser();
    await askFor(user.email);
    const { token } = await mailedSecret(pli.services, user.email);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => choose(token, `${newPassword}-${n}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(410)]);
  });

  test('is over after thirty minutes', async () => {
    const user = await newUser();
    await askFor(user.email);
    const { token } = await mailedSecret(pli.services, user.email);
    pli.later(30 * 60_000 + 1);
    expect((await choose(token)).status).toBe(410);
  });

  test('is refused with any other secret, id or shape, and says so without a 500', async () => {
    const [user, other] = [await newUser(), await newUser()];
    await askFor(user.email);
    await askFor(other.email);
    const { token, secret } = await mailedSecret(pli.services, user.email);
    const { token: otherToken } = await mailedSecret(pli.services, other.email);
    const swapped = `${otherToken.split('.')[0]}.${secret}`;
    const flipped = token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.slice(-1);
    for (const bad of [swapped, flipped, `${token}x`, token.toUpperCase(), '.', '', "' OR 1=1"]) {
      expect((await choose(bad)).status).toBe(410);
    }
    for (const bad of [{ not: '' }, [token], null, 7]) expect((await choose(bad)).status).toBe(400);
    expect((await choose(token)).status).toBe(204);
  });

  test('lifts the lock of its address', async () => {
    const user = await newUser();
    for (let n = 0; n <= lockAfterTries; n += 1) {
      await signInWith(stranger(), { email: user.email, password: 'faux' });
      await database.db.rateLimiterFlexible.deleteMany({ where: { key: { startsWith: 'sign-in-pause' } } });
    }
    expect((await signInWith(stranger(), user)).status).toBe(429);
    await askFor(user.email);
    await choose((await mailedSecret(pli.services, user.email)).token);
    expect((await signInWith(stranger(), { ...user, password: newPassword })).status).toBe(200);
  });

  test('tells its page whom it greets, and nothing when it is spent', async () => {
    const user = await newUser();
    await askFor(user.email);
    const { token } = await mailedSecret(pli.services, user.email);
    const look = () => stranger().call(check, 'POST', '/api/password-reset/check', { json: { token } });
    expect(await (await look()).json()).toMatchObject({ purpose: 'password-reset', address: user.email });
    await choose(token);
    expect((await look()).status).toBe(410);
  });

  test('is asked for with the same answer, and no faster, whether or not there is an account', async () => {
    const [user, closed] = [await newUser(), await newUser()];
    await database.db.user.update({ where: { id: closed.id }, data: { closedAt: new Date() } });
    for (const address of [
      user.email,
      closed.email,
      'personne@clinique.example',
      'x@ailleurs.example',
      'pas une adresse',
    ]) {
      const begun = performance.now();
      const answer = await askFor(address);
      expect(answer.status).toBe(204);
      expect(performance.now() - begun).toBeGreaterThan(290);
    }
    expect(await database.db.oneTimeCode.count({ where: { address: closed.email } })).toBe(0);
  });

  test('is mailed three times an hour at most, known address or not', async () => {
    for (const address of [(await newUser()).email, 'inconnue@clinique.example']) {
      const statuses = [];
      for (let n = 0; n < 4; n += 1) statuses.push((await askFor(address)).status);
      expect(statuses).toEqual([204, 204, 204, 429]);
    }
  });
});

describe('a password', () => {
  test('that is short, common, uniform or made of one’s own name is refused, with the reason', async () => {
    const user = await newUser();
    await askFor(user.email);
    const { token } = await mailedSecret(pli.services, user.email);
    const weak = {
      motdepasse123: 'too-common',
      aaaaaaaaaaaaaa: 'too-uniform',
      [`${user.email}1`]: 'names-you',
    };
    for (const [password, reason] of Object.entries(weak)) {
      const answer = await choose(token, password);
      expect(await answer.json()).toMatchObject({ status: 422, code: 'password-weak', values: { reason } });
    }
    expect((await choose(token, 'court')).status).toBe(422);
    expect((await choose(token)).status).toBe(204);
  });

  test('is changed by who knows the current one; all other sessions end', async () => {
    const user = await newUser();
    const [here, elsewhere] = [stranger(), stranger()];
    await signInWith(here, user);
    await signInWith(elsewhere, user);
    const change = (currentPassword: string) =>
      here.call(myPassword, 'POST', '/api/me/password', { json: { currentPassword, newPassword } });
    const refused = await change('faux');
    expect([refused.status, await codeOf(refused)]).toEqual([401, 'sign-in-refused']);
    expect((await change(user.password)).status).toBe(204);
    expect((await here.call(me, 'GET', '/api/me')).status).toBe(200);
    expect((await elsewhere.call(me, 'GET', '/api/me')).status).toBe(401);
    expect((await signInWith(stranger(), { ...user, password: newPassword })).status).toBe(200);
  });

  test('cannot be guessed from a stolen session either', async () => {
    const user = await newUser();
    const thief = stranger();
    await signInWith(thief, user);
    const guesses = Array.from({ length: 25 }, (_, n) =>
      thief.copy().call(myPassword, 'POST', '/api/me/password', {
        json: { currentPassword: `faux ${n}`, newPassword },
      }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(lockAfterTries);
    expect(statuses).not.toContain(204);
  });

  test('is stored as argon2id with the recommended parameters', async () => {
    const { passwordHash } = await database.db.user.findFirstOrThrow({
      where: { passwordHash: { not: null } },
    });
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});
