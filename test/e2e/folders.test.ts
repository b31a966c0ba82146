import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const all = ['Un', 'Deux', 'Trois'];

describe('folders and later', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    const sender = await running.person(running.pli.account('member', 1));
    for (const title of all)
      await sendAndWait(running, sender, {
        recipients: [{ address: reader().email, kind: 'to' }],
        html: '<p>Bonjour</p>',
        title,
      });
  });
  afterAll(() => browser?.close());

  const reader = () => running.pli.account('member', 0);
  const shown = (page: Page) =>
    page
      .locator('[data-item]')
      .evaluateAll(
        (rows, titles) =>
          rows.map((row) =>
            titles.find((title) => row.querySelector('a')?.innerText.split('\n').includes(title)),
          ),
        all,
      );
  const rail = (page: Page) => page.getByRole('navigation').first();
  const countOf = (page: Page, name: string) =>
    rail(page)
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .innerText();
  const inInbox = async (): Promise<Visitor> => {
    const visitor = await newVisitor(browser, running.pli.url);
    await enter(visitor.page, reader());
    await visitor.page.goto('/inbox');
    await expect.poll(() => shown(visitor.page)).toHaveLength(3);
    return visitor;
  };
  const clean = async (page: Page) => expect(await axeFindings(page)).toEqual([]);

  test('by keys alone: a folder is made for three letters, undone, chosen again; one is put off, and comes back by itself, on top and unread', async () => {
    const visitor = await inInbox();
    const { page } = visitor;
    for (const key of ['j', 'x', 'j', 'x', 'j', 'x', 'v']) await page.keyboard.press(key);
    const field = page.getByRole('combobox', { name: words('fr', 'mail.move.filter') });
    const isTypedInto = () => field.and(page.locator(':focus')).waitFor();
    await isTypedInto();
    await clean(page);
    await page.keyboard.type('Comptes rendus');
    await page
      .getByRole('option', { name: words('fr', 'mail.move.make', { name: 'Comptes rendus' }) })
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(words('fr', 'mail.inbox.emptyTitle')).waitFor();
    await expect.poll(() => countOf(page, 'Comptes rendus')).toContain('3');
    await page.keyboard.press('z');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Deux', 'Un']);
    await expect.poll(() => countOf(page, 'Comptes rendus')).not.toContain('3');

    for (const key of ['j', 'x', 'j', 'x', 'j', 'x', 'v']) await page.keyboard.press(key);
    await isTypedInto();
    await page.keyboard.type('COMPTÉS');
    await page.getByRole('option', { name: 'Comptes rendus', exact: true, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(words('fr', 'mail.inbox.emptyTitle')).waitFor();
    await rail(page)
      .getByRole('link', { name: /^Comptes rendus/ })
      .press('Enter');
    await page.waitForURL(/\/folders\/[0-9a-f-]{36}$/);
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Deux', 'Un']);
    expect(await page.title()).not.toContain('Comptes');

    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('b');
    await page.getByRole('dialog').getByText(words('fr', 'mail.later.tomorrow')).waitFor();
    await clean(page);
    await page.getByRole('button', { name: words('fr', 'mail.later.tomorrow') }).press('Enter');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Un']);
    await expect.poll(() => countOf(page, words('fr', 'common.places.later'))).toContain('1');
    await page.goto('/later');
    await expect.poll(() => shown(page)).toEqual(['Deux']);
    await page.getByText(words('fr', 'mail.later.until')).waitFor();
    await clean(page);
    // the moment comes: the worker's own clock and look do the rest
    await running.tamper("UPDATE mailbox_items SET later_until = now() WHERE folder = 'later'", []);
    await expect
      .poll(() => page.goto('/inbox').then(() => shown(page)), { timeout: 60_000, interval: 2_000 })
      .toEqual(['Deux']);
    await page.locator('[data-item]').getByText(words('fr', 'mail.list.unread')).waitFor();
    await page.goto('/folders');
    await page
      .getByRole('button', { name: words('fr', 'mail.folders.actions', { name: 'Comptes rendus' }) })
      .click();
    await page.getByRole('button', { name: words('fr', 'mail.folders.delete'), exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words('fr', 'mail.folders.delete'), exact: true })
      .click();
    await page.getByRole('link', { name: 'Comptes rendus' }).first().waitFor({ state: 'detached' });
    await page.goto('/archive');
    await expect.poll(() => shown(page)).toEqual(['Trois', 'Un']);
    await page.getByLabel(words('fr', 'mail.filing.chooseAll')).check();
    await page.getByRole('button', { name: words('fr', 'mail.filing.home') }).click();
    await page.getByText(words('fr', 'mail.archive.emptyTitle')).waitFor();
    await visitor.leave();
  });

  test('on a phone: a folder is made in another on its page, a name that is taken is said, and letters go there by the bar', async () => {
    const visitor = await inInbox();
    visitor.expectComplaint(/status of 409/);
    const { page } = visitor;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/folders');
    const make = async (name: string) => {
      await page
        .getByRole('button', { name: words('fr', 'mail.folders.new'), exact: true })
        .first()
        .click();
      await page.getByLabel(words('fr', 'mail.folders.name')).fill(name);
      await page.getByRole('button', { name: words('fr', 'mail.folders.newDo') }).click();
    };
    await make('Réunions');
    const actions = page.getByRole('button', {
      name: words('fr', 'mail.folders.actions', { name: 'Réunions' }),
    });
    await actions.click();
    await page.getByRole('button', { name: words('fr', 'mail.folders.newInside') }).click();
    await page.getByLabel(words('fr', 'mail.folders.name')).fill('Staff du jeudi');
    await page.getByRole('button', { name: words('fr', 'mail.folders.newDo') }).click();
    await page.getByRole('main').getByRole('link', { name: 'Staff du jeudi' }).waitFor();
    await make('REUNIONS');
    await page.getByText(words('fr', 'errors.name-in-use')).waitFor();
    await clean(page);
    await page.keyboard.press('Escape');
    await clean(page);
    await page.goto('/inbox');
    await page.getByLabel(words('fr', 'mail.filing.choose', { what: 'Un' })).check();
    await page.getByRole('button', { name: words('fr', 'mail.filing.move') }).click();
    await page.getByRole('option', { name: 'Réunions › Staff du jeudi' }).click();
    await expect.poll(async () => (await shown(page)).includes('Un')).toBe(false);
    await page.getByRole('button', { name: words('fr', 'common.more'), exact: true }).click();
    await page.getByRole('link', { name: /^Staff du jeudi/ }).click();
    await expect.poll(() => shown(page)).toEqual(['Un']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await clean(page);
    await visitor.leave();
  });
});
