import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { inOrder } from '../support/in-order.ts';
import { enter } from '../support/journey.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const d = (key: string, values: Record<string, string> = {}) => words('fr', `destinations.${key}`, values);
const o = (key: string) => words('fr', `settings.organisation.${key}`);
const name = 'Archive de nuit';

describe('the administrator’s pages, in a browser', () => {
  const running = withPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  inOrder();

  const open = async (path: string) => {
    const visitor = await newVisitor(browser, running.pli.url);
    await enter(visitor.page, running.pli.account('administrator', 0));
    await visitor.page.goto(path);
    return visitor;
  };
  const press = (page: Page, label: string) =>
    page.getByRole('button', { name: label, exact: true }).first().click();
  const field = (page: Page, named: string) => page.getByRole('dialog').locator(`[name="${named}"]`);
  const save = (page: Page) =>
    page
      .getByRole('dialog')
      .getByRole('button', { name: words('fr', 'common.save'), exact: true })
      .click();

  test('a destination’s form marks what to mend, takes one there, and gives the focus back', async () => {
    const { page, leave } = await open('/exports');
    await press(page, d('add'));
    await page.getByRole('button', { name: d('kinds.s3') }).click();
    await field(page, 'name').fill(name);
    await field(page, 'bucket').fill('Pas un compartiment');
    await field(page, 'accessKeyId').fill('AKIA');
    await field(page, 'endpoint').fill('https://169.254.169.254');
    await save(page);
    await page.getByText(d('fields.wrong.bucket')).waitFor();
    await page.getByText(d('fields.wrong.secretAccessKey')).waitFor();
    await expect
      .poll(() => field(page, 'bucket').evaluate((one) => one === document.activeElement))
      .toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await field(page, 'bucket').fill('pli-audit');
    await field(page, 'secretAccessKey').fill('secret');
    await save(page);
    await page.getByText(d('saved')).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(d('add'));
    await leave();
  });

  test('a test that does not arrive says why and what to do', async () => {
    const { page, leave } = await open('/exports');
    await press(page, d('testLabel', { name }));
    await page.getByRole('alert').getByText(d('failures.address-refused')).waitFor({ timeout: 60_000 });
    expect(await axeFindings(page)).toEqual([]);
    await leave();
  });

  test('a destination is removed after a question, by keyboard alone', async () => {
    const { page, leave } = await open('/exports');
    await page.getByRole('button', { name: d('actionsFor', { name }) }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: d('do.remove'), exact: true }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(d('remove.title', { name })).waitFor();
    await dialog.getByRole('button', { name: d('do.remove'), exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(d('done.remove', { name })).waitFor();
    await page.getByText(d('emptyTitle')).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content');
    await leave();
  });

  test('to keep the audit trail for a shorter time is asked again; for a longer one it is not', async () => {
    const { page, leave } = await open('/organisation');
    const retention = page.getByRole('combobox', { name: o('retention') });
    const dialog = page.getByRole('dialog');
    await retention.selectOption('3653');
    await dialog.getByText(o('shortenText')).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: words('fr', 'common.cancel') }).click();
    expect(await retention.inputValue()).toBe('');
    await retention.selectOption('3653');
    await dialog.getByRole('button', { name: o('shorten') }).click();
    await page.getByText(words('fr', 'common.saved'), { exact: true }).waitFor();
    expect(await retention.inputValue()).toBe('3653');
    await retention.selectOption('');
    await expect.poll(() => retention.inputValue()).toBe('');
    expect(await dialog.count()).toBe(0);
    await leave();
  });
});
