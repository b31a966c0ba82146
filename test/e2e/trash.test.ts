import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { referenceOf, type SentLetter, sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const titles = ['Un', 'Deux', 'Trois', 'Quatre'];

describe('the trash', () => {
  const running = withSharedPli();
  let browser: Browser;
  const letters: SentLetter[] = [];
  const reader = () => running.pli.account('member', 0);
  beforeAll(async () => {
    browser = await launchChromium();
    const sender = await running.person(running.pli.account('member', 1));
    for (const title of titles)
      letters.push(
        await sendAndWait(running, sender, {
          recipients: [{ address: reader().email, kind: 'to' }],
          html: '<p>Bonjour</p>',
          title,
        }),
      );
  });
  afterAll(() => browser?.close());

  const shown = (page: Page) =>
    page
      .locator('[data-item]')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('a')?.innerText.split('\n') ?? []))
      .then((rows) => rows.map((lines) => titles.find((title) => lines.includes(title))));
  const undone = (page: Page) => page.getByRole('button', { name: words('fr', 'common.filed.undo') });

  test('says how long each letter stays; removes by key and by the bar, undone by z and by the button; emptied whole after a question', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, reader());
    await page.goto('/inbox');
    await expect.poll(() => shown(page)).toEqual(['Quatre', 'Trois', 'Deux', 'Un']);
    await page.getByLabel(words('fr', 'mail.filing.chooseAll')).check();
    await page.keyboard.press('#');
    await page.getByText(words('fr', 'mail.inbox.emptyTitle')).waitFor();
    await page.goto('/trash');
    await page.getByText(words('fr', 'mail.trash.lead', { days: '30' })).waitFor();
    await expect.poll(() => page.getByText('Encore 30 jours', { exact: true }).count()).toBe(titles.length);
    expect(await axeFindings(page)).toEqual([]);

    await page.keyboard.press('j');
    await page.keyboard.press('#');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Deux', 'Un']);
    await page.getByText('1 message retiré pour toujours').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent ?? ''))
      .toContain('Trois');
    await page.keyboard.press('z');
    await expect.poll(() => shown(page)).toEqual(['Quatre', 'Trois', 'Deux', 'Un']);

    await page.getByLabel(words('fr', 'mail.filing.choose', { what: 'Un' })).check();
    await page.getByLabel(words('fr', 'mail.filing.choose', { what: 'Trois' })).check();
    await page.getByRole('button', { name: words('fr', 'mail.filing.remove') }).click();
    await expect.poll(() => shown(page)).toEqual(['Quatre', 'Deux']);
    await undone(page).click();
    await expect.poll(() => shown(page)).toEqual(['Quatre', 'Trois', 'Deux', 'Un']);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(['Quatre', 'Trois', 'Deux', 'Un']);

    const empty = () => page.getByRole('button', { name: words('fr', 'mail.trash.empty'), exact: true });
    await empty().first().click();
    const dialog = page.getByRole('dialog', { name: words('fr', 'mail.trash.emptyAsk') });
    await dialog.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Enter'); // the focus is on "Cancel"
    await dialog.waitFor({ state: 'detached' });
    expect(await shown(page)).toEqual(['Quatre', 'Trois', 'Deux', 'Un']);
    await empty().press('Enter');
    await dialog.getByRole('button', { name: words('fr', 'mail.trash.empty') }).click();
    await page.getByText(words('fr', 'mail.trash.emptyTitle')).waitFor();
    await undone(page).click();
    await expect.poll(() => shown(page)).toEqual(['Quatre', 'Trois', 'Deux', 'Un']);
    await visitor.leave();
  });

  test('what was removed is no page any more, and its row is gone for good', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    visitor.expectComplaint(/404/);
    const { page } = visitor;
    await enter(page, reader());
    await page.goto('/trash');
    await page.getByLabel(words('fr', 'mail.filing.choose', { what: 'Deux' })).check();
    await page.keyboard.press('#');
    await expect.poll(() => shown(page)).toEqual(['Quatre', 'Trois', 'Un']);
    const two = letters[titles.indexOf('Deux')];
    if (two === undefined) throw new Error('no letter');
    const answer = await page.goto(`/e/${referenceOf(two, reader().email)}`);
    expect(answer?.status()).toBe(404);
    await visitor.leave();
  });
});
