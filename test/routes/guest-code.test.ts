import { beforeAll, describe, expect, test } from 'vitest';
import * as moveCode from '../../app/api/guest/code/move/route';
import * as guestCode from '../../app/api/guest/code/route';
import * as me from '../../app/api/me/route';
import { describeGuestCode } from '../../lib/auth/describe-guest-code';
import { codeLinkSecret } from '../../lib/auth/one-time-secret';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { mailedSecret } from '../support/mailed-secret';
import { makeEnvelope, makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInByCode } from '../support/sign-in';

const database = withTestDatabase();
const pli = withTestServices(database);
let author: TestUser;
let number = 0;

beforeAll(async () => {
  const organisationId = await makeOrganisation(database.db, 'clinique.example');
  author = await makeUser(database.db, organisationId, 'auteur@clinique.example');
});

/** Another guest with an envelope, in a browser of his own. */
async function newGuest() {
  number += 1;
  const address = `patient${number}@example.org`;
  const letter = await makeEnvelope(database.db, author, { address });
  return {
    address,
    reference: letter.reference,
    browser: new BrowserPerson('http://pli.test', `192.0.2.${number}`),
  };
}

const ask = (browser: BrowserPerson, reference: unknown) =>
  browser.call(guestCode, 'POST', '/api/guest/code', { json: { reference } });

/** The code as the mail would carry it. */
const mailedCode = async (address: string) => (await mailedSecret(pli.services, address)).secret;

const wrong = (code: string, by = 1) => String((Number(code) + by) % 10 ** 8).padStart(8, '0');
const statusOf = async (browser: BrowserPerson) => (await browser.call(me, 'GET', '/api/me')).status;
const resendPauseOver = () =>
  database.db.rateLimiterFlexible.deleteMany({ where: { key: { startsWith: 'guest-code-pause' } } });

describe('a one-time code', () => {
  test('signs the guest in, bound to the address the envelope was sent to', async () => {
    const { address, reference, browser } = await newGuest();
    const asked = await ask(browser, reference);
    expect(await asked.json()).toEqual({
      digits: 8,
      expiresInSeconds: 600,
      resendAfterSeconds: 60,
      triesLeft: 5,
    });
    const code = await mailedCode(address);
    expect(code).toMatch(/^\d{8}$/);
    expect((await signInByCode(browser, reference, `${code.slice(0, 4)} ${code.slice(4)}`)).status).toBe(200);
    expect(await (await browser.call(me, 'GET', '/api/me')).json()).toMatchObject({ kind: 'guest', address });
    const entries = await database.db.auditEntry.findMany({
      where: { actorAddress: address },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ event }) => event)).toEqual(['CodeRequested', 'SignedIn']);
    const seers = await database.db.auditVisibility.findMany({ where: { actorAddress: address } });
    expect(seers.map(({ organisationId }) => organisationId)).toEqual([
      author.organisationId,
      author.organisationId,
    ]);
  });

  test('works once', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    const again = browser.copy();
    expect((await signInByCode(browser, reference, code)).status).toBe(200);
    expect((await signInByCode(again, reference, code)).status).toBe(403);
    expect(await statusOf(again)).toBe(401);
  });

  test('is known to the page of the browser that asked, with the tries left, and to no other', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const secret = browser.cookies.get('pli-request') ?? null;
    const known = () => describeGuestCode(pli.services, secret, { reference });
    expect(await known()).toMatchObject({ address, triesLeft: 5 });
    const refused = await signInByCode(browser, reference, wrong(await mailedCode(address)));
    expect(await refused.json()).toMatchObject({ code: 'code-refused', values: { triesLeft: 4 } });
    expect(await known()).toMatchObject({ triesLeft: 4 });
    expect(await describeGuestCode(pli.services, 'x'.repeat(43), { reference })).toBe(null);
    expect(await describeGuestCode(pli.services, null, { reference })).toBe(null);
    pli.later(600_001);
    expect(await known()).toBe(null);
  });

  test('moves once to the browser that follows the link of its mail, with the tries that are left, and signs nobody in by that', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    for (let n = 1; n <= 3; n += 1) await signInByCode(browser, reference, wrong(code, n));
    const { id } = await database.db.oneTimeCode.findFirstOrThrow({ where: { address } });
    const token = `${id}.${codeLinkSecret(pli.services.keys, id)}`;
    const phone = new BrowserPerson('http://pli.test', '192.0.2.200');
    const follow = (who: BrowserPerson, json: object) =>
      who.call(moveCode, 'POST', '/api/guest/code/move', { json });
    const other = await newGuest();
    for (const json of [
      { reference: other.reference, token },
      { reference, token: `${id}.${'A'.repeat(43)}` },
      { reference, token: 'x' },
    ])
      expect((await follow(phone, json)).status).toBe(410);
    expect((await follow(phone, { reference, token })).status).toBe(204);
    expect((await follow(new BrowserPerson(), { reference, token })).status).toBe(410);
    expect([await statusOf(browser), await statusOf(phone)]).toEqual([401, 401]);
    expect((await signInByCode(browser, reference, code)).status).toBe(403);
    await signInByCode(phone, reference, wrong(code, 4));
    expect(await database.db.oneTimeCode.findFirst({ where: { address } })).toMatchObject({ triesLeft: 1 });
    expect((await signInByCode(phone, reference, code)).status).toBe(200);
  });

  test('is asked for by address too, and opens every letter of that address; one that received none looks the same', async () => {
    const { address, browser } = await newGuest();
    const by = (who: BrowserPerson, typed: string) =>
      who.call(guestCode, 'POST', '/api/guest/code', { json: { address: typed } });
    const stranger = new BrowserPerson('http://pli.test', '192.0.2.201');
    const [known, unknown] = [
      await by(browser, ` ${address.toUpperCase()}`),
      await by(stranger, 'nul@example.org'),
    ];
    expect(await unknown.json()).toEqual(await known.json());
    const secret = stranger.cookies.get('pli-request') ?? null;
    expect(await describeGuestCode(pli.services, secret)).toMatchObject({ address: 'nul@example.org' });
    const tried = await signInByCode(stranger, undefined, '00000000', 'nul@example.org');
    expect(await tried.json()).toMatchObject({ code: 'code-refused', values: { triesLeft: 4 } });
    expect((await signInByCode(browser, undefined, await mailedCode(address), address)).status).toBe(200);
    expect(await (await browser.call(me, 'GET', '/api/me')).json()).toMatchObject({ kind: 'guest', address });
  });

  test('works only in the browser that asked for it', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    const other = new BrowserPerson();
    expect((await signInByCode(other, reference, code)).status).toBe(403);
    other.cookies.set('pli-request', 'x'.repeat(43));
    expect((await signInByCode(other, reference, code)).status).toBe(403);
    expect((await signInByCode(browser, reference, code)).status).toBe(200);
  });

  test('is over after ten minutes', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    pli.later(600_001);
    expect((await signInByCode(browser, reference, code)).status).toBe(403);
  });

  test('of one address opens nothing at another', async () => {
    const [a, b] = [await newGuest(), await newGuest()];
    await ask(a.browser, a.reference);
    const code = await mailedCode(a.address);
    expect((await signInByCode(a.browser, b.reference, code)).status).toBe(403);
    expect((await signInByCode(a.browser, a.reference, code)).status).toBe(200);
  });

  test('is replaced by a newer one', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const before = await mailedCode(address);
    await resendPauseOver();
    pli.later(1_000);
    await ask(browser, reference);
    expect((await signInByCode(browser, reference, before)).status).toBe(403);
    expect((await signInByCode(browser, reference, await mailedCode(address))).status).toBe(200);
  });

  test('allows five wrong tries: the sixth is refused though it is right', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    for (let n = 1; n <= 5; n += 1) {
      expect((await signInByCode(browser, reference, wrong(code, n))).status).toBe(403);
    }
    expect((await signInByCode(browser, reference, code)).status).toBe(403);
    expect(await statusOf(browser)).toBe(401);
  });

  test('looks at five of sixty guesses sent at once', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => signInByCode(browser.copy(), reference, wrong(code, n + 1))),
    );
    const [row] = await database.db.oneTimeCode.findMany({ where: { address } });
    expect(row?.triesLeft).toBe(0);
    expect((await signInByCode(browser, reference, code)).status).toBe(403);
  });

  test('makes one session when it is sent ten times at once', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => signInByCode(browser.copy(), reference, code)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await database.db.session.count({ where: { guest: { address } } })).toBe(1);
  });

  test('stands in the database neither in the clear nor as a hash without key', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    const dump = await database.db.$queryRaw<{ row: string }[]>`
      SELECT row_to_json(c)::text AS row FROM one_time_codes c UNION ALL SELECT data::text FROM pgboss.job`;
    expect(dump.length).toBeGreaterThan(0);
    expect(dump.some(({ row }) => row.includes(code))).toBe(false);
  });

  test('is taken with what nobody sees around it; inside, that is named and costs no try', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    const hidden = await signInByCode(browser, reference, `${code.slice(0, 4)}\u200b${code.slice(4)}`);
    expect(hidden.status).toBe(422);
    expect(await hidden.json()).toMatchObject({ code: 'unseen-character', values: { character: 'U+200B' } });
    expect(await database.db.oneTimeCode.findFirst({ where: { address } })).toMatchObject({ triesLeft: 5 });
    const pasted = `\u202a${code.slice(0, 4)}\u00a0${code.slice(4)}\u202c\u200b`;
    expect((await signInByCode(browser, reference, pasted)).status).toBe(200);
  });

  test('is refused as an object, as a list, or with fields beside it', async () => {
    const { address, reference, browser } = await newGuest();
    await ask(browser, reference);
    const code = await mailedCode(address);
    for (const odd of [{ not: '' }, [code], Number(code), null]) {
      expect((await signInByCode(browser, reference, odd)).status).toBe(400);
    }
    expect((await signInByCode(browser, { startsWith: '' }, code)).status).toBe(400);
    const extra = { json: { reference, address: 'attaquant@evil.example' } };
    expect((await browser.call(guestCode, 'POST', '/api/guest/code', extra)).status).toBe(400);
  });
});

describe('asking for a code', () => {
  test('is answered the same, and no faster, for an unknown reference and for the address of a member', async () => {
    const guest = await newGuest();
    const member = await makeUser(database.db, author.organisationId, `membre${++number}@clinique.example`);
    const { email: address, mailboxId } = member;
    const ofMember = await makeEnvelope(database.db, author, { address, mailboxId });
    const references = ['A'.repeat(32), guest.reference, ofMember.reference];
    for (const reference of references) {
      await resendPauseOver();
      const begun = performance.now();
      const answer = await ask(new BrowserPerson(), reference);
      expect(performance.now() - begun).toBeGreaterThan(290);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({
        digits: 8,
        expiresInSeconds: 600,
        resendAfterSeconds: 60,
        triesLeft: 5,
      });
      expect(answer.headers.getSetCookie()[0]).toMatch(/^pli-request=[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    }
    expect(await database.db.oneTimeCode.count({ where: { address } })).toBe(0);
  });

  test('must wait a minute between two, and is limited to five an hour, also for what does not exist', async () => {
    const guest = await newGuest();
    for (const reference of [guest.reference, 'B'.repeat(32)]) {
      await resendPauseOver();
      expect((await ask(guest.browser, reference)).status).toBe(200);
      const tooSoon = await ask(new BrowserPerson(), reference);
      expect(tooSoon.status).toBe(429);
      expect(Number(tooSoon.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      for (let n = 0; n < 4; n += 1) {
        await resendPauseOver();
        expect((await ask(guest.browser, reference)).status).toBe(200);
      }
      await resendPauseOver();
      expect((await ask(guest.browser, reference)).status).toBe(429);
    }
  });
});
