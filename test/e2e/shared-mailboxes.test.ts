import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { inOrder } from '../support/in-order.ts';
import { enter } from '../support/journey.ts';
import { sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('shared mailboxes, in a browser', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  inOrder();

  const m = (key: string, values: Record<string, string> = {}) =>
    words('fr', `settings.mailboxes.${key}`, values);
  const domain = () => running.pli.account('member', 0).email.replace(/.*@/, '');
  const address = () => `consultation.partagee@${domain()}`;
  /** Who has no right in any shared mailbox of the demo. */
  const colleague = () => running.pli.account('member', 0, 1);
  const visit = async (path: string, account = running.pli.account('administrator', 0)) => {
    const visitor = await newVisitor(browser, running.pli.url);
    await enter(visitor.page, account);
    await visitor.page.goto(path);
    return visitor;
  };
  /** Presses by keyboard alone. */
  const key = async (page: Page, named: string) => {
    await page.getByRole('button', { name: named, exact: true }).first().focus();
    await page.keyboard.press('Enter');
  };
  const overflows = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

  test('an administrator makes one by keyboard alone, gives a colleague its rights, and is told why an address is refused', async () => {
    const { page, leave, expectComplaint } = await visit('/mailboxes');
    expectComplaint(/422|409/);
    await page.getByRole('heading', { level: 1, name: m('title') }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await key(page, m('create'));
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(m('name')).focus();
    await page.keyboard.type('Consultation partagée');
    await page.keyboard.press('Tab');
    await page.keyboard.type('consultation@ailleurs.example');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText(words('fr', 'errors.address-outside')).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel(m('address')).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(address());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Consultation partagée' }).waitFor();
    await page.getByText(m('nobody')).waitFor();
    await page.getByLabel(m('email')).focus();
    await page.keyboard.type(`personne@${domain()}`);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(words('fr', 'errors.no-colleague')).waitFor();
    await page.getByLabel(m('email')).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(colleague().email);
    await page.keyboard.press('Enter');
    await page.getByText(m('added', { email: colleague().email })).waitFor();
    await page.getByRole('table').getByText(colleague().email).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goto('/mailboxes');
    await page.getByLabel(m('search')).fill('consultation.partagee');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('link', { name: 'Consultation partagée' }).waitFor();
    await leave();
  });

  test('a colleague reads it in another window, and no longer a moment after the right was taken', async () => {
    const letter = await sendAndWait(running, await running.person(running.pli.account('member', 1)), {
      recipients: [{ address: address(), kind: 'to' }],
      title: 'Demande de rendez-vous',
    });
    const [reads, rules] = [await visit('/inbox', colleague()), await visit('/mailboxes')];
    await reads.page.getByText(letter.title).waitFor();
    await rules.page.getByRole('link', { name: 'Consultation partagée' }).click();
    const row = rules.page.getByRole('row').filter({ hasText: colleague().email });
    await row.getByRole('checkbox').nth(1).click();
    await expect.poll(() => row.getByRole('checkbox').nth(1).isChecked()).toBe(false);
    await row.getByRole('button').focus();
    await rules.page.keyboard.press('Enter');
    await rules.page.getByText(m('nobody')).waitFor();
    await reads.page.getByText(letter.title).waitFor({ state: 'detached', timeout: 15_000 });
    await reads.leave();
    await rules.leave();
  });

  test('it is closed after a question, and says so; on a phone nothing spills', async () => {
    const { page, leave } = await visit('/mailboxes');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('link', { name: 'Consultation partagée' }).click();
    await page.getByRole('heading', { level: 1, name: 'Consultation partagée' }).waitFor();
    expect(await overflows(page)).toBe(false);
    await page.getByRole('button', { name: m('close'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(m('closeText')).waitFor();
    await dialog.getByRole('button', { name: m('close'), exact: true }).click();
    await page.getByText(m('closedNote')).waitFor();
    expect(await page.getByRole('button', { name: m('rename'), exact: true }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.goto('/mailboxes');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await overflows(page)).toBe(false);
    await leave();
  });
});
