import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { signIn } from '../support/journey.ts';
import { sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('letters are filed', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    const sender = await running.person(running.pli.account('member', 1));
    for (const title of ['Un', 'Deux', 'Trois'])
      await sendAndWait(running, sender, {
        recipients: [{ address: reader().email, kind: 'to' }],
        html: '<p>Bonjour</p>',
        title,
      });
  });
  afterAll(() => browser?.close());

  const reader = () => running.pli.account('member', 0);
  const titles = (page: Page) =>
    page
      .locator('[data-item]')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('a')?.innerText ?? ''));
  const shown = async (page: Page) =>
    (await titles(page)).map((text) =>
      ['Un', 'Deux', 'Trois'].find((title) => text.split('\n').includes(title)),
    );
  const unread = (page: Page) => page.getByRole('navigation').first().getByText('3', { exact: true });

  test('by keys and by the bar: archived, undone by z, put into the trash and back; the count follows; the focus stays in the list', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await signIn(page, reader());
    await page.goto('/inbox');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Deux', 'Un']);
    await unread(page).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await expect.poll(() => shown(page)).toEqual(['Deux', 'Un']);
    await unread(page).waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toContain('Deux');
    await page.keyboard.press('z');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Deux', 'Un']);
    await unread(page).waitFor();

    await page.getByLabel(words('fr', 'mail.filing.choose', { what: 'Un' })).check();
    await page.getByLabel(words('fr', 'mail.filing.choose', { what: 'Trois' })).check();
    await page.getByRole('button', { name: words('fr', 'mail.filing.trash') }).click();
    await expect.poll(() => shown(page)).toEqual(['Deux']);
    await page.goto('/trash');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Un']);
    await page.getByLabel(words('fr', 'mail.filing.chooseAll')).check();
    await page.getByRole('button', { name: words('fr', 'mail.filing.home') }).click();
    await page.getByText(words('fr', 'mail.trash.emptyTitle')).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Deux', 'Un']);

    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page
      .getByRole('button', { name: words('fr', 'mail.filing.star', { what: 'Trois' }), pressed: true })
      .waitFor();
    await page.keyboard.press('Shift+I');
    await page
      .locator('[data-item]')
      .first()
      .getByText(words('fr', 'mail.list.unread'))
      .waitFor({ state: 'detached' });
    await page.reload();
    await page
      .getByRole('button', { name: words('fr', 'mail.filing.star', { what: 'Trois' }), pressed: true })
      .waitFor();
    await visitor.leave();
  });

  test('what the network refuses stays where it is, and is said', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    visitor.expectComplaint(/net::ERR_FAILED/);
    const { page } = visitor;
    await signIn(page, reader());
    await page.goto('/inbox');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Deux', 'Un']);
    await page.route('**/api/items/file', (route) => route.abort());
    const box = page.getByLabel(words('fr', 'mail.filing.choose', { what: 'Deux' }));
    await box.check();
    await page.keyboard.press('#');
    await page.getByText(words('fr', 'common.refused.offline')).waitFor();
    expect(await shown(page)).toEqual(['Trois', 'Deux', 'Un']);
    expect(await box.isChecked()).toBe(true);
    await visitor.leave();
  });
});
