import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter, openEnvelope, proveAddress, signIn, write } from '../support/journey.ts';
import { referenceOf, sendAndWait } from '../support/letters.ts';
import { codeIn, waitForMail } from '../support/mails.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const secret = 'La biopsie est négative.';

describe('who looks at a screen later', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    // Playwright switches the memory for Back off; people have it on.
    browser = await launchChromium({ without: ['--disable-back-forward-cache'], whole: true });
  });
  afterAll(() => browser?.close());

  const [marie, paul] = [0, 1].map((n) => () => running.pli.account('member', 0, n)) as [
    () => ReturnType<typeof running.pli.account>,
    () => ReturnType<typeof running.pli.account>,
  ];
  const visit = async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    visitor.expectComplaint(/status of 40[1-4]/);
    return visitor;
  };
  const seen = (page: Page) => page.evaluate(() => document.body.innerText);
  const inFrames = async (page: Page) =>
    (
      await Promise.all(
        page.frames().map((frame) => frame.evaluate(() => document.body?.innerText ?? '').catch(() => '')),
      )
    ).join();
  /** Of everybody but the sender, who has no browser. */
  const endSessions = () =>
    running.tamper(
      'UPDATE sessions s SET ended_at = now() WHERE ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = s.user_id AND u.email = $1)',
      [running.pli.account('member', 1).email],
    );
  const lockScreen = (page: Page, why: 'idle' | 'ended') => page.locator(`[data-locked="${why}"]`);
  const proveAgain = async (page: Page, password: string) => {
    await page.getByLabel(words('fr', 'common.lock.password'), { exact: true }).fill(password);
    await page.getByRole('button', { name: words('fr', 'common.lock.submit') }).click();
  };
  /** A letter to Marie, open on this page. */
  const reading = async (page: Page) => {
    const sender = await running.person(running.pli.account('member', 1));
    const letter = await sendAndWait(running, sender, {
      recipients: [{ address: marie().email, kind: 'to' }],
      html: `<p>${secret}</p>`,
    });
    await page.goto(`/e/${referenceOf(letter, marie().email)}`);
    await openEnvelope(page);
    await expect.poll(() => inFrames(page)).toContain(secret);
  };
  /** A letter being written on this page, its text stored. */
  const writing = async (page: Page, message: string) => {
    await page.goto('/compose');
    await write(page, { to: [running.pli.account('member', 1).email], title: 'Compte rendu', message });
    await page.locator('[data-save="saved"]').waitFor();
  };

  test('signing out in one tab clears the others within a second, and nothing comes back by Back or for the next person', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    await reading(page);
    const other = await context.newPage();
    await other.goto('/inbox');
    await other
      .getByRole('button', { name: words('fr', 'common.account', { name: marie().displayName }) })
      .click();
    await other.getByText(words('fr', 'common.signOut')).click();
    await other.waitForURL(/\/sign-in/);
    await expect.poll(() => inFrames(page), { timeout: 1_000, interval: 20 }).not.toContain(secret);
    await page.waitForURL(/\/sign-in/);
    await signIn(other, paul());
    for (const tab of [page, other]) {
      await tab.goBack({ waitUntil: 'commit' }).catch(() => null);
      await tab.waitForTimeout(1_500);
      expect(await inFrames(tab)).not.toContain(secret);
      expect(await seen(tab)).not.toContain(marie().displayName);
    }
    await visitor.leave();
  });

  test('Back shows nothing of a page that the browser kept while the session ended', async () => {
    const visitor = await visit();
    const { page } = visitor;
    await enter(page, marie());
    await reading(page);
    await page.evaluate(() => window.location.assign('/log/key'));
    await page.waitForURL(/log\/key/);
    await endSessions();
    await page.goBack({ waitUntil: 'commit' });
    for (let looks = 0; looks < 20; looks += 1) {
      expect(await inFrames(page)).not.toContain(secret);
      await page.waitForTimeout(50);
    }
    await visitor.leave();
  });

  test('a session ended elsewhere hides the letter by itself; its person goes on, also in the other tab', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    await reading(page);
    const other = await context.newPage();
    await other.goto('/inbox');
    await endSessions();
    await lockScreen(page, 'ended').waitFor({ timeout: 30_000 });
    expect(await inFrames(page)).not.toContain(secret);
    await lockScreen(other, 'ended').waitFor({ timeout: 3_000 });
    expect(await seen(other)).not.toContain(words('fr', 'mail.inbox.title'));
    await proveAgain(other, marie().password);
    await other.getByRole('heading', { level: 1, name: words('fr', 'mail.inbox.title') }).waitFor();
    await page.getByRole('button', { name: words('fr', 'open.letter.open') }).waitFor();
    await visitor.leave();
  });

  test('what is being written when the session ends is there again after signing in in another tab, and nothing is asked any more', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    await writing(page, 'Première phrase.');
    const editor = page.locator('[contenteditable="true"]');
    await editor.press('End');
    // in one go, and not stored yet when the session ends; the page knows it within seconds
    await editor.evaluate(() => document.execCommand('insertText', false, ' Deuxième phrase.'));
    await endSessions();
    await lockScreen(page, 'ended').waitFor();
    expect(await seen(page)).not.toContain('phrase');
    const other = await context.newPage();
    await other.goto('/sign-in');
    await signIn(other, marie());
    await editor.waitFor();
    expect(await editor.innerText()).toContain('Première phrase. Deuxième phrase.');
    await page.locator('[data-save="saved"]').waitFor();
    expect(await page.locator('[data-locked]').count()).toBe(0);
    await page.reload();
    await editor.waitFor();
    expect(await editor.innerText()).toContain('Deuxième phrase.');
    await visitor.leave();
  });

  test('another person who signs in finds nothing of the first, whose tab leads to what is the other’s', async () => {
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    await writing(page, secret);
    await endSessions();
    const other = await context.newPage();
    await other.goto('/sign-in');
    await signIn(other, paul());
    await page.waitForURL(/\/inbox/);
    await page
      .getByRole('button', { name: words('fr', 'common.account', { name: paul().displayName }) })
      .waitFor();
    expect(await inFrames(page)).not.toContain(secret);
    await page.goBack({ waitUntil: 'commit' }).catch(() => null);
    await page.waitForTimeout(1_500);
    expect(await inFrames(page)).not.toContain(secret);
    await visitor.leave();
  });

  test('a minute without anybody locks both tabs, on the server too; a touch in one counts for both; what is written comes back', async () => {
    await running.tamper('UPDATE organisations SET idle_lock_minutes = 1');
    const visitor = await visit();
    const { page, context } = visitor;
    await enter(page, marie());
    const other = await context.newPage();
    await other.goto('/inbox');
    await page.bringToFront();
    await writing(page, secret);
    await page.waitForTimeout(25_000);
    await other.mouse.move(200, 200);
    await other.mouse.move(220, 220);
    await page.waitForTimeout(41_000);
    expect(await page.locator('[contenteditable="true"]').innerText()).toContain(secret);
    await lockScreen(page, 'idle').waitFor({ timeout: 40_000 });
    await lockScreen(other, 'idle').waitFor({ timeout: 5_000 });
    expect(await inFrames(page)).not.toContain(secret);
    expect(await page.evaluate(async () => (await fetch('/api/me')).status)).toBe(401);
    await proveAgain(page, 'ce n’est pas le bon');
    await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
    await proveAgain(page, marie().password);
    await page.locator('[contenteditable="true"]').waitFor();
    expect(await page.locator('[contenteditable="true"]').innerText()).toContain(secret);
    expect(await page.getByLabel(words('fr', 'compose.fields.title'), { exact: true }).inputValue()).toBe(
      'Compte rendu',
    );
    await running.tamper('UPDATE organisations SET idle_lock_minutes = 30');
    await visitor.leave();
  });

  test('a guest proves the address again by a code', async () => {
    const address = 'patiente.verrou@example.org';
    const letter = await sendAndWait(running, await running.person(running.pli.account('member', 1)), {
      recipients: [{ address, kind: 'to' }],
      html: `<p>${secret}</p>`,
    });
    const visitor = await visit();
    const { page } = visitor;
    await page.goto(`/e/${referenceOf(letter, address)}`);
    await proveAddress(page, running.pli.mailDir, address);
    await openEnvelope(page);
    await endSessions();
    // the minute between two codes to one address
    await running.tamper("DELETE FROM rate_limits WHERE key = 'guest-code-pause:' || $1", [address]);
    await lockScreen(page, 'ended').waitFor({ timeout: 30_000 });
    expect(await inFrames(page)).not.toContain(secret);
    const askedAt = new Date().toISOString();
    await page.getByRole('button', { name: words('fr', 'auth.code.send') }).click();
    const mail = await waitForMail(running.pli.mailDir, address, (found) => found.caughtAt >= askedAt);
    await page.getByLabel(words('fr', 'auth.code.label')).fill(codeIn(mail));
    await openEnvelope(page);
    await expect.poll(() => inFrames(page)).toContain(secret);
    await visitor.leave();
  });
});
