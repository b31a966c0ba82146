import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { drop, enter, send, untilStored, write } from '../support/journey.ts';
import { untilWorkedOff } from '../support/letters.ts';
import { randomFile } from '../support/random-file.ts';
import { watchPolicy } from '../support/script-policy.ts';
import { withPli } from '../support/with-pli.ts';

describe('a browser in a difficult place', () => {
  const running = withPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium({ whole: true });
  });
  afterAll(() => browser?.close());

  test('takes no sign-in page of a network for a store: a letter is sent whole once the network lets it out; nothing tries to compile code', async () => {
    const file = await randomFile(1_000_000);
    const colleague = running.pli.account('member', 1);
    const sender = await newVisitor(browser, running.pli.url);
    const { page } = sender;
    const violations = await watchPolicy(sender);
    let held = 0;
    await sender.context.route('**/vault/**', async (route) => {
      if (route.request().method() !== 'PUT' || held >= 2) return route.continue();
      held += 1;
      await route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Bienvenue sur le wifi</h1>' });
    });
    await enter(page, running.pli.account('member', 0));
    await page.goto('/compose');
    await write(page, { to: [colleague.email], title: 'Portail', message: 'Bonjour.' });
    await drop(page, [file]);
    await untilStored(page);
    expect(held).toBe(2);
    // Nothing tried to compile code, which the policy forbids and some browsers log as an attack.
    expect(violations).toEqual([]);
    await untilWorkedOff(running, await send(page));
    await sender.leave();
  });
});
