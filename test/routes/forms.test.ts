import { beforeAll, describe, expect, test } from 'vitest';
import * as forgotForm from '../../app/(auth)/password/forgot/form/route';
import * as passwordForm from '../../app/(auth)/password/form/route';
import * as signInForm from '../../app/(auth)/sign-in/form/route';
import * as me from '../../app/api/me/route';
import { refusedInQuery } from '../../lib/http/refused-in-query';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { mailedSecret } from '../support/mailed-secret';
import { goodPassword, makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';

const database = withTestDatabase();
const pli = withTestServices(database);
let user: TestUser;

beforeAll(async () => {
  const organisationId = await makeOrganisation(database.db, 'clinique.example');
  user = await makeUser(database.db, organisationId, 'medecin@clinique.example');
});

/** Posts as a browser without script does: a form, whose origin our pages hide (`null`), vouched for by the browser. */
function post(
  person: BrowserPerson,
  module: typeof signInForm,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  return person.call(module, 'POST', path, {
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'null',
      'sec-fetch-site': 'same-origin',
      ...headers,
    },
  });
}

const queryOf = (answer: Response) =>
  Object.fromEntries(new URL(answer.headers.get('location') ?? '', 'http://pli.test').searchParams);

describe('without a script', () => {
  test('one signs in, and goes on where one wanted to', async () => {
    const person = new BrowserPerson();
    const fields = { email: ` ${user.email}\u200b`, password: goodPassword };
    const answer = await post(person, signInForm, '/sign-in/form?next=%2Fsent', fields);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sent']);
    expect((await person.call(me, 'GET', '/api/me')).status).toBe(200);
    const away = await post(person, signInForm, '/sign-in/form?next=https%3A%2F%2Fevil.example', fields);
    expect(away.headers.get('location')).toBe('/');
  });

  test('a refusal is shown by the sign-in page, and nothing that was typed stands in its address', async () => {
    const person = new BrowserPerson('http://pli.test', '192.0.2.8');
    const typed = { email: user.email, password: 'faux-Passe-0' };
    const answer = await post(person, signInForm, '/sign-in/form?next=%2Fsent', typed);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      '/sign-in?next=%2Fsent&refused=sign-in-refused',
    ]);
    expect(refusedInQuery(queryOf(answer), 'en')?.sentence).toContain('does not match');
    expect((await person.call(me, 'GET', '/api/me')).status).toBe(401);
    const shapeless = await post(person, signInForm, '/sign-in/form', { password: 'geheim' });
    expect(shapeless.headers.get('location')).toBe('/sign-in?next=%2F&refused=bad-request');
  });

  test('a form of another site signs nobody in', async () => {
    const person = new BrowserPerson();
    const fields = { email: user.email, password: goodPassword };
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      const answer = await post(person, signInForm, '/sign-in/form', fields, headers);
      expect(queryOf(answer)).toMatchObject({ refused: 'origin-refused' });
    }
    expect(person.cookies.size).toBe(0);
  });

  test('one asks for a new password and chooses it by the pasted link', async () => {
    const person = new BrowserPerson('http://pli.test', '192.0.2.9');
    const asked = await post(person, forgotForm, '/password/forgot/form', { email: user.email });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/password/forgot?sent=yes']);
    const { token } = await mailedSecret(pli.services, user.email);
    const link = `http://pli.test/password#${token}`;
    const choose = (password: string, repeat: string) =>
      post(person, passwordForm, '/password/form', { link, password, repeat });
    expect(queryOf(await choose('chaise-orage-tambour', 'chaise'))).toEqual({ refused: 'passwords-differ' });
    expect(queryOf(await choose('court', 'court'))).toEqual({ refused: 'password-weak' });
    const done = await choose('chaise-orage-tambour', 'chaise-orage-tambour');
    expect(done.headers.get('location')).toBe('/sign-in?done=password');
    const fields = { email: user.email, password: 'chaise-orage-tambour' };
    expect((await post(person, signInForm, '/sign-in/form', fields)).headers.get('location')).toBe('/');
  });
});

test('whatever a stranger writes into the query of a page becomes one of our sentences or nothing', () => {
  expect(refusedInQuery({ refused: '<script>' }, 'en')).toBe(null);
  expect(refusedInQuery({ refused: ['internal', 'x'] }, 'en')).toBe(null);
  expect(refusedInQuery({ refused: 'toString' }, 'en')).toBe(null);
  const seconds = refusedInQuery({ refused: 'too-many-requests', seconds: '7 chickens' }, 'en');
  expect(seconds).toMatchObject({ seconds: null });
  const named = refusedInQuery(
    { refused: 'unseen-character', character: 'nonsense', kind: 'call 0900' },
    'en',
  );
  expect(named?.sentence).toContain('an invisible character ()');
});
