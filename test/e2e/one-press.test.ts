import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { referenceOf, type SentLetter, sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const said = 'Reprendre 5 mg le soir.';

describe('a letter opens with one press', () => {
  const running = withSharedPli();
  let browser: Browser;
  let letters: SentLetter[];
  const reader = () => running.pli.account('member', 0, 0);
  beforeAll(async () => {
    browser = await launchChromium();
    const sender = await running.person(running.pli.account('member', 1));
    letters = [];
    for (const title of ['Un', 'Deux'])
      letters.push(
        await sendAndWait(running, sender, {
          title,
          html: `<p>${said}</p>`,
          recipients: [{ address: reader().email, kind: 'to' }],
        }),
      );
  });
  afterAll(() => browser?.close());

  const text = (page: Page) => page.frameLocator('article iframe').getByText(said);
  const button = (page: Page) => page.getByRole('button', { name: words('fr', 'open.letter.open') });
  const openings = async (letter: SentLetter | undefined) =>
    (
      await running.tamper<{ first: boolean }>(
        `SELECT (detail->>'first')::boolean AS first FROM audit_entries
         WHERE envelope_id = $1 AND event = 'ContentHandover' ORDER BY id`,
        [letter?.envelopeId],
      )
    ).map(({ first }) => first);

  test('by the mouse, by `j` and `o`, and from one to the next by `p`; choosing and filing open nothing; Back, forward and a reload ask no second press, and each is an entry', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, reader());
    await page.goto('/inbox');
    await page.locator('[data-row]').first().waitFor();
    for (const key of ['j', 'j', 'k', 'x', 's']) await page.keyboard.press(key);
    await page.keyboard.press('e');
    await page.keyboard.press('z');
    await expect.poll(() => page.locator('[data-row]').count()).toBe(2);
    expect([await openings(letters[0]), await openings(letters[1])]).toEqual([[], []]);
    await page.locator('[data-row]').filter({ hasText: 'Deux' }).click();
    await text(page).waitFor();
    await page.goBack();
    await page.locator('[data-row]').first().waitFor();
    await page.goForward();
    await text(page).waitFor();
    await page.reload();
    await text(page).waitFor();
    expect(await openings(letters[1])).toEqual([true, false, false]);
    expect(await openings(letters[0])).toEqual([]);
    await page.goto('/inbox');
    await page.locator('[data-row]').filter({ hasText: 'Un' }).focus();
    await page.keyboard.press('o');
    await text(page).waitFor();
    await page.keyboard.press('p');
    await page.waitForURL(new RegExp(referenceOf(letters[1] as SentLetter, reader().email)));
    await text(page).waitFor();
    await page.keyboard.press('u');
    await page.waitForURL(/\/inbox/);
    await visitor.leave();
  });

  test('that is a press: an address, a link from a mail or a window that is restored wait for theirs', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page, context } = visitor;
    await enter(page, reader());
    const reference = referenceOf(letters[0] as SentLetter, reader().email);
    await context.addInitScript(
      (stored) => {
        if (window.sessionStorage.getItem('pli-opened') === null)
          window.sessionStorage.setItem('pli-opened', stored);
      },
      JSON.stringify({ letters: [reference], at: Date.now() - 60_000 }),
    );
    await page.goto(`/e/${reference}`);
    await button(page).waitFor();
    await page.waitForTimeout(1_500);
    expect(await button(page).isVisible()).toBe(true);
    await visitor.leave();
  });
});
