import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter, send, signIn, write } from '../support/journey.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const secret = 'La biopsie est négative.';
const title = 'Compte rendu';

describe('what was written and not stored', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const marie = () => running.pli.account('member', 0, 0);
  const recipient = () => running.pli.account('member', 1).email;
  const visit = async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    visitor.expectComplaint(/net::ERR_FAILED|status of 40[14]|crashed/);
    return visitor;
  };
  /** The server does not answer for drafts, to this whole browser, until the returned function is called. */
  const cut = async (context: BrowserContext) => {
    await context.route('**/api/drafts/**', (route) => route.abort());
    return () => context.unroute('**/api/drafts/**');
  };
  const copies = (page: Page) =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const opening = indexedDB.open('pli', 1);
          opening.onsuccess = () => {
            const count = opening.result.transaction('copies').objectStore('copies').count();
            count.onsuccess = () => {
              opening.result.close();
              resolve(count.result);
            };
          };
        }),
    );
  const editor = (page: Page) => page.locator('[contenteditable="true"]');
  const note = (page: Page) => page.getByText(words('fr', 'compose.found.title'));
  const titleOf = (page: Page) =>
    page.getByLabel(words('fr', 'compose.fields.title'), { exact: true }).inputValue();
  const untilSaved = (page: Page) => page.locator('[data-save="saved"]').waitFor();
  const expectAllBack = async (page: Page) => {
    await note(page).waitFor();
    await editor(page).waitFor();
    await expect.poll(() => editor(page).innerText()).toContain(secret);
    await expect.poll(() => titleOf(page)).toBe(title);
    await page.locator('.mantine-Pill-label').filter({ hasText: /./ }).first().waitFor();
  };

  test('while the server is away for longer than the tab lives, comes back to a fresh page, is sent, and leaves no copy', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    await page.goto('/compose');
    await editor(page).waitFor();
    const mend = await cut(context);
    await write(page, { to: [recipient()], title, message: secret });
    await expect.poll(() => copies(page)).toBe(1);
    await page.waitForTimeout(600);
    const later = await context.newPage();
    await page.close();
    await later.waitForTimeout(1_500); // the closing tab's last request must not arrive either
    await mend();
    await later.goto('/compose');
    await note(later).waitFor();
    await later.getByText(title).waitFor();
    await later.getByRole('button', { name: words('fr', 'compose.found.take') }).click();
    await expectAllBack(later);
    await untilSaved(later);
    await expect.poll(() => copies(later)).toBe(0);
    await send(later);
    expect(await copies(later)).toBe(0);
    await visitor.leave();
  });

  test('when the tab crashes or is loaded again, stands in its draft again at once; the stored version is one press away', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    await page.goto('/compose');
    await write(page, { to: [recipient()], title, message: 'Version enregistrée.' });
    await untilSaved(page);
    const draft = new URL(page.url()).pathname;
    expect(draft).toMatch(/compose\/[0-9a-f-]{36}/);
    const mend = await cut(context);
    await editor(page).fill(secret);
    await page.waitForTimeout(900);
    const devtools = await context.newCDPSession(page);
    void devtools.send('Page.crash').catch(() => undefined);
    await page.waitForEvent('crash');
    await page.close();
    await mend();
    const again = await context.newPage();
    await again.goto(draft);
    await expectAllBack(again);
    await untilSaved(again);
    await expect.poll(() => copies(again)).toBe(0);
    await again.getByRole('button', { name: words('fr', 'compose.found.former') }).click();
    await expect.poll(() => editor(again).innerText()).toContain('Version enregistrée.');
    await untilSaved(again);
    const cutAgain = await cut(context);
    await editor(again).fill(`${secret} Encore.`);
    await again.waitForTimeout(900);
    await again.reload();
    const retry = again.getByRole('button', { name: words('fr', 'compose.unreachable.retry') });
    await retry.waitFor(); // the page asks for its draft some time after it was loaded
    await cutAgain();
    await retry.click();
    await expectAllBack(again);
    expect(await editor(again).innerText()).toContain('Encore.');
    await visitor.leave();
  });

  test('is neither shown nor told to the next person, and waits for its own', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    await page.goto('/compose');
    await editor(page).waitFor();
    const mend = await cut(context);
    await write(page, { to: [recipient()], title, message: secret });
    await page.waitForTimeout(900);
    await mend();
    await running.tamper('UPDATE sessions SET ended_at = now() WHERE ended_at IS NULL');
    await page.close();
    const next = await context.newPage();
    await next.goto('/sign-in');
    await signIn(next, running.pli.account('member', 0, 1));
    await next.goto('/compose');
    await editor(next).waitFor();
    await next.waitForTimeout(1_500);
    expect(await note(next).count()).toBe(0);
    expect(await copies(next)).toBe(1);
    await context.clearCookies();
    await next.goto('/sign-in');
    await signIn(next, marie());
    await next.goto('/compose');
    await next.getByRole('button', { name: words('fr', 'compose.found.take') }).click();
    await expectAllBack(next);
    await visitor.leave();
  });

  test('goes on in place when encrypting has ended, and a second tab of the same draft is told nothing of what the first still holds', async () => {
    const visitor = await visit();
    visitor.expectComplaint(/the worker is gone/);
    const { page, context } = visitor;
    await enter(page, marie());
    await page.goto('/compose');
    await write(page, { to: [recipient()], title, message: 'Bonjour' });
    await untilSaved(page);
    const mend = await cut(context);
    await editor(page).fill(secret);
    await page.waitForTimeout(900);
    const refuse = (route: Route) => route.abort();
    await page.route('**/api/drafts/*/content', refuse);
    await mend();
    const other = await context.newPage();
    await other.goto(new URL(page.url()).pathname);
    await editor(other).waitFor();
    await other.waitForTimeout(1_000);
    expect(await note(other).count()).toBe(0);
    await other.close();
    // the last save leaves while encrypting ends, and reaches the server when the draft would have been opened again
    let goOn = () => {};
    const asked = new Promise<void>((resolve) => {
      const late = async (route: Route) => {
        resolve();
        await new Promise<void>((go) => {
          goOn = go;
        });
        await route.continue();
      };
      void page.route('**/api/drafts/*/content', late, { times: 1 });
    });
    await asked;
    for (const worker of page.workers())
      await worker
        .evaluate(
          () =>
            void setTimeout(() => {
              throw new Error('the worker is gone');
            }),
        )
        .catch(() => undefined);
    await page.getByText(words('fr', 'compose.broken.title')).waitFor();
    const opened = page.waitForResponse('**/api/drafts/*/open');
    await page.getByRole('button', { name: words('fr', 'compose.broken.again') }).click();
    await Promise.race([opened, page.waitForTimeout(2_000)]);
    const stored = page.waitForResponse('**/api/drafts/*/content');
    goOn();
    await stored;
    await page.unroute('**/api/drafts/*/content', refuse);
    await page.getByText(words('fr', 'compose.broken.title')).waitFor({ state: 'detached' });
    await editor(page).waitFor();
    expect(await editor(page).innerText()).toContain(secret);
    await untilSaved(page);
    await send(page);
    await visitor.leave();
  });

  test('a browser that keeps nothing writes and sends as before, and promises nothing', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
    await enter(page, marie());
    await page.goto('/compose');
    await write(page, { to: [recipient()], title, message: secret });
    await untilSaved(page);
    expect(await note(page).count()).toBe(0);
    await send(page);
    await visitor.leave();
  });
});
