import { beforeAll, describe, expect, test } from 'vitest';
import * as guestCode from '../../app/api/guest/code/route';
import * as me from '../../app/api/me/route';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith, signOut } from '../support/sign-in';

const database = withTestDatabase();
withTestServices(database, { PLI_PUBLIC_URL: 'https://pli.test' });
let user: TestUser;
const newBrowser = () => new BrowserPerson('https://pli.test');

beforeAll(async () => {
  user = await makeUser(
    database.db,
    await makeOrganisation(database.db, 'clinique.example'),
    'a@clinique.example',
  );
});

describe('on https', () => {
  test('every cookie is HttpOnly, Secure, SameSite and bound to this host', async () => {
    const browser = newBrowser();
    const answers = [
      await signInWith(browser, user),
      await browser.call(guestCode, 'POST', '/x', { json: { reference: 'A'.repeat(32) } }),
      await signOut(browser),
    ];
    const lines = answers.flatMap((answer) => answer.headers.getSetCookie());
    expect(lines.map((line) => line.split('=')[0])).toEqual(
      expect.arrayContaining(['__Host-pli-session', '__Host-pli-request']),
    );
    for (const line of lines) {
      expect(line).toMatch(/^__Host-pli-/);
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) {
        expect(line.split('; '), line).toContain(attribute);
      }
      expect(line).not.toMatch(/domain=/i);
    }
  });

  test('a session cookie under the name of plain http is not looked at', async () => {
    const browser = newBrowser();
    await signInWith(browser, user);
    const planted = newBrowser();
    planted.cookies.set('pli-session', browser.cookies.get('__Host-pli-session') ?? '');
    expect((await planted.call(me, 'GET', '/x')).status).toBe(401);
    expect((await browser.call(me, 'GET', '/x')).status).toBe(200);
  });

  test('the cookie holds nothing but the id of the session, encrypted', async () => {
    const browser = newBrowser();
    await signInWith(browser, user);
    const token = browser.cookies.get('__Host-pli-session') ?? '';
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).toBe(
      '{"alg":"dir","enc":"A256GCM"}',
    );
    expect(token.length).toBeLessThan(400);
  });
});

describe('the work of a refusal', () => {
  test('is the same for an unknown address and a wrong password', async () => {
    const work: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    const { organisationId } = user;
    for (let n = 0; n < 25; n += 1) {
      const known = await makeUser(database.db, organisationId, `membre${n}@clinique.example`);
      for (const [kind, email] of [
        ['known', known.email],
        ['unknown', `inconnu${n}@clinique.example`],
      ] as const) {
        const browser = new BrowserPerson('https://pli.test', `192.0.2.${n}`);
        const before = process.cpuUsage();
        const answer = await signInWith(browser, { email, password: 'faux' });
        const { user: own, system } = process.cpuUsage(before);
        work[kind].push(own + system);
        expect(answer.status).toBe(401);
      }
    }
    // Processor time of this process, and medians of interleaved runs: what else the machine does meets both alike, or
    // neither. Without the dummy hash the ratio is below 0.6.
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    expect(median(work.unknown) / median(work.known)).toBeGreaterThan(0.75);
    expect(median(work.unknown) / median(work.known)).toBeLessThan(1.33);
  });
});
