import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter, write } from '../support/journey.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const fr = (key: string) => words('fr', key);

describe('a letter that leaves later', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const reader = () => running.pli.account('member', 1).email;
  const composed = async (page: Page, title: string, locale: 'fr' | 'en' = 'fr') => {
    await page.goto('/compose');
    await write(page, { to: [reader()], title, message: 'Bonjour' }, locale);
  };
  const clean = async (page: Page) => expect(await axeFindings(page)).toEqual([]);
  /** What the database says of the letter of the page. */
  const waitingOf = (page: Page) =>
    running.tamper<{ waiting: number; copies: number }>(
      `SELECT count(*) FILTER (WHERE r.delivery_state = 'waiting')::int AS waiting, count(i.id)::int AS copies
       FROM recipients r LEFT JOIN mailbox_items i ON i.recipient_id = r.id WHERE r.envelope_id = $1`,
      [new URL(page.url()).pathname.split('/')[2] ?? ''],
    );

  test('by keys alone: tomorrow morning is chosen, Sent and its page say so, nobody has it, and it is taken back into a draft', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, running.pli.account('member', 0));
    await composed(page, 'Pour demain');
    await page.keyboard.press('Control+Shift+Enter');
    const dialog = page.getByRole('dialog', { name: fr('compose.later.title') });
    await dialog.locator('button:focus').waitFor();
    await clean(page);
    await dialog.getByRole('button', { name: fr('compose.later.tomorrow') }).press('Enter');
    await page.waitForURL(/\/sent\/[0-9a-f-]{36}/);
    await page
      .getByText(/Part demain à 0?8:00/)
      .first()
      .waitFor();
    await page.getByText(fr('mail.status.unseen')).waitFor();
    expect(await waitingOf(page)).toEqual([{ waiting: 1, copies: 0 }]);
    expect(await page.getByRole('button', { name: fr('common.takeBack.cancel'), exact: true }).count()).toBe(
      0,
    );
    await clean(page);
    await page.goto('/sent');
    const row = page.getByRole('link', { name: /Pour demain/ });
    await row.getByText(/Part demain à 0?8:00/).waitFor();
    await row.press('Enter');
    await page.getByRole('button', { name: fr('mail.status.deeds.takeBack') }).press('Enter');
    await page.waitForURL(/\/compose\//);
    const title = page.getByLabel(fr('compose.fields.title'), { exact: true });
    await expect.poll(() => title.inputValue()).toBe('Pour demain');
    await page.goto('/sent');
    await row.getByText(fr('mail.list.takenBack')).waitFor();
    await visitor.leave();
  });

  test('on a phone, in English: a time of one’s own that has passed or comes after its end is refused before anything is sent', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, running.pli.account('member', 0, 1));
    await page.goto('/inbox');
    await page.getByRole('button', { name: fr('common.language.switchTo') }).click();
    await page.locator('html[lang="en"]').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await composed(page, 'A time of its own', 'en');
    const en = (key: string) => words('en', key);
    await page.getByLabel(en('compose.send.expiry')).selectOption('7');
    await page.getByRole('button', { name: en('compose.later.action'), exact: true }).click();
    const dialog = page.getByRole('dialog', { name: en('compose.later.title') });
    const field = dialog.getByLabel(en('compose.later.own'));
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
    // the field's own bounds are the browser's to say; without them the page says the same
    await field.evaluate((input) => {
      input.removeAttribute('min');
      input.removeAttribute('max');
    });
    await field.fill(inDays(-1));
    await dialog.getByRole('button', { name: en('compose.later.put') }).click();
    await dialog.getByText(en('compose.later.past')).waitFor();
    await field.fill(inDays(8));
    await dialog.getByRole('button', { name: en('compose.later.put') }).click();
    await dialog.getByText(/At the latest on/).waitFor();
    await clean(page);
    await field.fill(inDays(5));
    await dialog.getByRole('button', { name: en('compose.later.put') }).click();
    await page.waitForURL(/\/sent\/[0-9a-f-]{36}/);
    await page
      .getByText(/Leaves on/)
      .first()
      .waitFor();
    expect(await waitingOf(page)).toEqual([{ waiting: 1, copies: 0 }]);
    await clean(page);
    await visitor.leave();
  });
});
