import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { open, referenceOf, type SentLetter, sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('a mailbox that is open', () => {
  const running = withSharedPli();
  let browser: Browser;
  let sent = 0;
  beforeAll(async () => {
    browser = await launchChromium();
    for (let n = 0; n < 3; n += 1) await arrive();
  });
  afterAll(() => browser?.close());

  const reader = () => running.pli.account('member', 0);
  const sender = () => running.pli.account('member', 1);
  /** A letter for the reader, "Lettre 1" and so on. */
  async function arrive(): Promise<SentLetter> {
    sent += 1;
    return sendAndWait(running, await running.person(sender()), {
      recipients: [{ address: reader().email, kind: 'to' }],
      html: '<p>Bonjour</p>',
      title: `Lettre ${sent}`,
    });
  }
  async function visit(path: string, account = reader()): Promise<Visitor & { live: () => number }> {
    const visitor = await newVisitor(browser, running.pli.url);
    let live = 0;
    visitor.context.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/live') live += 1;
    });
    await enter(visitor.page, account);
    await visitor.page.goto(path);
    return { ...visitor, live: () => live };
  }
  const shown = (page: Page) =>
    page
      .locator('[data-item]')
      .evaluateAll((rows) => rows.map((row) => /Lettre \d+/.exec(row.textContent ?? '')?.[0] ?? ''));
  const row = (page: Page, title: string) => page.locator('[data-item]').filter({ hasText: title });
  const waiting = (page: Page, text: string) => page.getByRole('button', { name: text });

  test('follows what another window does: a row that is moved leaves, one that is read is so in its place, counts and tab with it', async () => {
    const [here, there] = [await visit('/inbox'), await visit('/inbox')];
    await expect.poll(() => here.page.title()).toMatch(/^\(3\) /);
    await here.page
      .locator('link[rel="icon"][href^="data:image/svg"]')
      .first()
      .waitFor({ state: 'attached' });
    await there.page.keyboard.press('j');
    await there.page.keyboard.press('e');
    await expect.poll(() => shown(here.page)).toEqual(['Lettre 2', 'Lettre 1']);
    await expect.poll(() => here.page.title()).toMatch(/^\(2\) /);
    await here.page.getByRole('navigation').first().getByText('2', { exact: true }).waitFor();
    await here.page.keyboard.press('j');
    const mark = row(here.page, 'Lettre 2').getByText(words('fr', 'mail.list.unread'));
    await mark.waitFor();
    await there.page.keyboard.press('Shift+I');
    await mark.waitFor({ state: 'detached' });
    await there.page.keyboard.press('z');
    await mark.waitFor();
    await there.page.keyboard.press('e');
    await expect.poll(() => shown(here.page)).toEqual(['Lettre 1']);
    // who stood on the row that left stands on the next
    await expect
      .poll(() => here.page.evaluate(() => document.activeElement?.textContent ?? ''))
      .toContain('Lettre 1');
    await there.page.keyboard.press('z');
    await waiting(here.page, '1 nouveau pli').click();
    await expect.poll(() => shown(here.page)).toEqual(['Lettre 2', 'Lettre 1']);
    await there.leave();
    await here.leave();
  });

  test('says that a letter has come and moves nothing until that is pressed; also what came while the network was away', async () => {
    const { page, context, leave, expectComplaint } = await visit('/inbox');
    expectComplaint(/net::ERR_INTERNET_DISCONNECTED/);
    const before = await shown(page);
    const first = await arrive();
    await waiting(page, '1 nouveau pli').waitFor();
    expect(await shown(page)).toEqual(before);
    expect(await axeFindings(page)).toEqual([]);
    await waiting(page, '1 nouveau pli').press('Enter');
    await expect.poll(() => shown(page)).toEqual([first.title, ...before]);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent ?? ''))
      .toContain(first.title);

    await context.setOffline(true);
    await page.getByText(words('fr', 'common.offline')).waitFor();
    const [second, third] = [await arrive(), await arrive()];
    expect(await shown(page)).toEqual([first.title, ...before]);
    await context.setOffline(false);
    await waiting(page, '2 nouveaux plis').click();
    await expect.poll(() => shown(page)).toEqual([third.title, second.title, first.title, ...before]);
    await leave();
  });

  test('shows its sender an opening, in the list and on the page of the letter; an empty box fills by itself', async () => {
    const letter = await arrive();
    const { page, leave } = await visit('/sent', sender());
    const opened = row(page, letter.title).getByText(words('fr', 'mail.list.opened'), { exact: true });
    await row(page, letter.title).waitFor();
    await open(await running.person(reader()), referenceOf(letter, reader().email));
    await opened.waitFor();
    await page.goto('/trash');
    await page.getByText(words('fr', 'mail.trash.emptyTitle')).waitFor();
    const other = await visit('/sent', sender());
    await other.page.keyboard.press('j');
    await other.page.keyboard.press('#');
    await row(page, letter.title).waitFor();
    await other.leave();
    await leave();
  });

  test('has one line for all tabs of a browser, which the next takes over when its tab is closed', async () => {
    const { page, context, live, leave } = await visit('/inbox');
    await expect.poll(live).toBe(1);
    const second = await context.newPage();
    await second.goto('/inbox');
    const letter = await arrive();
    await waiting(second, '1 nouveau pli').waitFor();
    await waiting(page, '1 nouveau pli').waitFor();
    expect(live()).toBe(1);
    await page.close();
    await expect.poll(live).toBe(2);
    await arrive();
    await waiting(second, '2 nouveaux plis').click();
    await row(second, letter.title).waitFor();
    await leave();
  });

  test('tells the desktop that a message waits, and nothing else, once, when that was asked for and nobody looks', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page, context } = visitor;
    await context.addInitScript(() => {
      const told: string[] = [];
      let asked = 0;
      class Recorded {
        static permission = sessionStorage.getItem('permission') ?? 'default';
        static async requestPermission() {
          asked += 1;
          Recorded.permission = 'granted';
          sessionStorage.setItem('permission', 'granted');
        }
        constructor(...said: unknown[]) {
          told.push(JSON.stringify(said));
        }
      }
      Object.assign(window, { Notification: Recorded, told, asked: () => asked, looks: true });
      document.hasFocus = () => (window as unknown as { looks: boolean }).looks;
    });
    const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
    const looks = (isThere: boolean) => page.evaluate((it) => Object.assign(window, { looks: it }), isThere);
    await enter(page, reader());
    await page.goto('/settings');
    const asked = () => page.evaluate(() => (window as unknown as { asked: () => number }).asked());
    expect(await asked()).toBe(0);
    await page.getByLabel(words('fr', 'settings.notice.label')).check();
    await expect.poll(asked).toBe(1);
    await page.goto('/inbox');
    await arrive();
    await waiting(page, '1 nouveau pli').waitFor();
    expect(await told()).toEqual([]);
    await looks(false);
    await arrive();
    await arrive();
    await expect.poll(told).toEqual([JSON.stringify([words('fr', 'common.letterWaits'), { tag: 'pli' }])]);
    expect(words('fr', 'common.letterWaits')).toBe('Un message vous attend');
    await waiting(page, '3 nouveaux plis').waitFor();
    expect(await told()).toHaveLength(1);
    await visitor.leave();
  });
});
