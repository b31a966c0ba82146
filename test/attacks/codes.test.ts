import { beforeEach, describe, expect, test } from 'vitest';
import { HttpPerson } from '../support/http-person.ts';
import { referenceOf, requestCode, sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';

describe("a guest's one-time code", () => {
  const running = withSharedPli();
  let number = 0;
  let address: string;
  let reference: string;
  let browser: HttpPerson;

  /** Each test has a guest of its own, because code requests of one address are limited. */
  beforeEach(async () => {
    address = `invite.${++number}@example.org`;
    const sender = await running.person(running.pli.account('member', 0));
    const letter = await sendAndWait(running, sender, { recipients: [{ address, kind: 'to' }] });
    reference = referenceOf(letter, address);
    browser = running.stranger();
  });

  const attempt = async (person: HttpPerson, code: string) => {
    const answer = await person.trySignIn('guest-code', { reference, code });
    await answer.arrayBuffer();
    return answer.status;
  };
  const wrong = (code: string, step = 1) => String((Number(code) + step) % 100_000_000).padStart(8, '0');

  test('opens a session once, and never again', async () => {
    const code = await requestCode(running, browser, address, reference);
    expect(await attempt(browser, code)).toBe(200);
    expect(await browser.status('GET', '/api/me')).toBe(200);
    const again = new HttpPerson(running.pli.url);
    for (const [name, value] of browser.cookies)
      if (!name.includes('session')) again.cookies.set(name, value);
    expect(await attempt(again, code)).toBe(403);
    expect(await again.status('GET', '/api/me')).toBe(401);
  });

  test('is refused when it has expired', async () => {
    const code = await requestCode(running, browser, address, reference);
    await running.tamper(
      "UPDATE one_time_codes SET expires_at = now() - interval '1 second' WHERE address = $1",
      [address],
    );
    expect(await attempt(browser, code)).toBe(403);
  });

  test('is refused in another browser than the one that asked for it', async () => {
    const code = await requestCode(running, browser, address, reference);
    const thief = running.stranger();
    expect(await attempt(thief, code)).toBe(403);
    const askedToo = running.stranger();
    await askedToo.status('POST', '/api/guest/code', { reference });
    expect(await attempt(askedToo, code)).toBe(403);
  });

  test('is refused for the link of another envelope and address', async () => {
    const other = `ailleurs.${number}@example.org`;
    const sender = await running.person(running.pli.account('member', 0));
    const letter = await sendAndWait(running, sender, { recipients: [{ address: other, kind: 'to' }] });
    const code = await requestCode(running, browser, address, reference);
    const answer = await browser.trySignIn('guest-code', { reference: referenceOf(letter, other), code });
    expect(answer.status).toBe(403);
  });

  test('holds against brute force: sixty guesses at once spend its five tries, and then the right one is refused too', async () => {
    const code = await requestCode(running, browser, address, reference);
    const guesses = await Promise.all(
      Array.from({ length: 60 }, (_, n) => attempt(copyOf(browser), wrong(code, n + 1))),
    );
    expect(guesses.filter((status) => status !== 403 && status !== 429)).toEqual([]);
    const [row] = await running.tamper<{ tries_left: number }>(
      'SELECT tries_left FROM one_time_codes WHERE address = $1 ORDER BY created_at DESC LIMIT 1',
      [address],
    );
    expect(row?.tries_left).toBeLessThanOrEqual(0);
    expect([403, 429]).toContain(await attempt(browser, code));
    expect(await browser.status('GET', '/api/me')).toBe(401);
  });

  test('opens one session when the right one is sent twenty times at once', async () => {
    const code = await requestCode(running, browser, address, reference);
    const tries = await Promise.all(Array.from({ length: 20 }, () => attempt(copyOf(browser), code)));
    expect(tries.filter((status) => status === 200)).toHaveLength(1);
  });

  test('cannot be asked for without end', async () => {
    const statuses = [];
    for (let n = 0; n < 30; n++)
      statuses.push(await browser.status('POST', '/api/guest/code', { reference }));
    expect(statuses.at(-1)).toBe(429);
  });
});

/** The same browser in another tab, so that answers in parallel do not mix their cookies. */
function copyOf(browser: HttpPerson): HttpPerson {
  const copy = new HttpPerson(browser.baseUrl);
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}
