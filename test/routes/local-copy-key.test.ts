import { expect, test } from 'vitest';
import * as route from '../../app/api/local-copy-key/route';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith } from '../support/sign-in';

const database = withTestDatabase();
withTestServices(database);

test('the key of local copies is the same for a person in every session, nobody else’s, in no cache and not in the database', async () => {
  const organisationId = await makeOrganisation(database.db, 'clinique.example');
  const people: { user: { email: string; password: string }; key: string }[] = [];
  for (const name of ['marie', 'marie', 'paul']) {
    const email = `${name}@clinique.example`;
    const user =
      people.find((one) => one.user.email === email)?.user ??
      (await makeUser(database.db, organisationId, email));
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    const answer = await browser.call(route, 'GET', '/api/local-copy-key');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { key } = (await answer.json()) as { key: string };
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    people.push({ user, key });
  }
  const [first, again, other] = people.map(({ key }) => key);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect((await new BrowserPerson().call(route, 'GET', '/api/local-copy-key')).status).toBe(401);
});
