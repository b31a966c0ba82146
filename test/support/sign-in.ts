import * as auth from '../../app/api/auth/[...nextauth]/route';
import type { BrowserPerson } from './browser-person';

type Headers = Record<string, string | undefined>;

async function post(
  person: BrowserPerson,
  nextauth: string[],
  fields: object,
  headers: Headers,
): Promise<Response> {
  const csrf = await person.call(auth, 'GET', '/api/auth/csrf', { params: { nextauth: ['csrf'] } });
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const json = { csrfToken, ...fields };
  return person.call(auth, 'POST', `/api/auth/${nextauth.join('/')}`, {
    params: { nextauth },
    json,
    headers,
  });
}

/** Signs in by password, as the page does. Sends `email` and `password`, and any other field that is no string. */
export function signInWith(
  person: BrowserPerson,
  { id, organisationId, mailboxId, ...credentials }: { [field: string]: unknown },
  headers: Headers = {},
): Promise<Response> {
  return post(person, ['callback', 'password'], credentials, headers);
}

/** Signs in with a guest's one-time code. */
export function signInByCode(
  person: BrowserPerson,
  reference: unknown,
  code: unknown,
  address?: string,
): Promise<Response> {
  return post(person, ['callback', 'guest-code'], { reference, code, ...(address ? { address } : {}) }, {});
}

/** Signs out, as the page does. */
export function signOut(person: BrowserPerson): Promise<Response> {
  return post(person, ['signout'], {}, {});
}
