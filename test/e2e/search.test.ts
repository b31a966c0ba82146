import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('letters are searched', () => {
  const running = withSharedPli();
  let browser: Browser;
  const reader = () => running.pli.account('member', 0);
  beforeAll(async () => {
    browser = await launchChromium();
    const sender = await running.person(running.pli.account('member', 1));
    for (const title of ['Compte rendu de coloscopie', 'Résultats d’échographie'])
      await sendAndWait(running, sender, {
        title,
        html: '<p>x</p>',
        recipients: [{ address: reader().email, kind: 'to' }],
      });
  });
  afterAll(() => browser?.close());

  const field = (page: Page) => page.locator('[data-search]:visible');
  const rows = (page: Page) => page.locator('[data-row]');
  const filter = (page: Page, name: string) =>
    page.getByRole('button', { name: words('fr', `mail.search.filter.${name}`), exact: true });

  test('by keys alone, from any page: as one types, closer by buttons, and the result opens; Back has it still, and no address says what was looked for', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    const visited: string[] = [];
    page.on('request', (request) => visited.push(`${request.url()} ${request.headers().referer ?? ''}`));
    await enter(page, reader());
    await page.goto('/sent');
    await page.locator('#content').waitFor();
    await expect
      .poll(async () => {
        await page.keyboard.press('/');
        return field(page).evaluate((input) => input === document.activeElement);
      })
      .toBe(true);
    await page.keyboard.type('echogra');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search');
    const found = rows(page).filter({ hasText: 'Résultats d’échographie' });
    // the worker makes terms a moment after a letter was filed: who looks for it sooner looks again
    await expect
      .poll(
        async () => {
          const count = await found.count();
          if (count === 0) await field(page).fill('échogr');
          if (count === 0) await field(page).fill('échographie');
          return count;
        },
        { interval: 1_500, timeout: 30_000 },
      )
      .toBe(1);
    await field(page).fill('échographie');
    expect(await rows(page).count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);

    await field(page).fill('échogarphie');
    await page.getByRole('status').filter({ hasText: 'proches' }).waitFor();
    await field(page).fill('échographie');
    await filter(page, 'sent').click();
    await page.getByText(words('fr', 'mail.search.noneTitle'), { exact: true }).last().waitFor();
    await filter(page, 'inbox').click();
    await rows(page).filter({ hasText: 'Résultats d’échographie' }).waitFor();
    expect(await field(page).inputValue()).toBe('échographie dans:réception');

    await rows(page).first().focus();
    await page.keyboard.press('o');
    await page.waitForURL('**/e/**');
    await page.goBack();
    await rows(page).filter({ hasText: 'Résultats d’échographie' }).waitFor();
    expect(visited.filter((line) => /chogra/i.test(decodeURIComponent(line)))).toEqual([]);
    await visitor.leave();
  });

  test('on a phone, from the bar; what was moved to the trash leaves what is found', async () => {
    const visitor = await newVisitor(browser, running.pli.url, { viewport: { width: 390, height: 844 } });
    const { page } = visitor;
    await enter(page, reader());
    await page.goto('/inbox');
    await page.getByRole('link', { name: words('fr', 'common.search.label') }).click();
    await page.waitForURL('**/search');
    await field(page).fill('coloscopie');
    const row = rows(page).filter({ hasText: 'Compte rendu de coloscopie' });
    await row.waitFor();
    await row.focus();
    await page.keyboard.press('#');
    await row.waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await row.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await visitor.leave();
  });
});
