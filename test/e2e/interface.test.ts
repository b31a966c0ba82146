import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { signIn } from '../support/journey.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('the interface', () => {
  const running = withPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const member = async (index = 0): Promise<Visitor> => {
    const visitor = await newVisitor(browser, running.pli.url);
    await signIn(visitor.page, running.pli.account('member', index));
    return visitor;
  };

  it('is used by keyboard alone: skip link, shortcuts, and a way to switch them off', async () => {
    const visitor = await member();
    const { page } = visitor;
    await page.waitForURL(/\/inbox/);
    await page.reload();
    await page.keyboard.press('Tab');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('href')))
      .toBe('#content');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText(words('fr', 'common.shortcuts.title')).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(/\/sent$/);
    await page.goto('/settings');
    await page
      .getByRole('switch', { name: words('fr', 'settings.shortcuts.label') })
      .uncheck({ force: true });
    await page.goto('/inbox');
    await page.keyboard.press('c');
    await page.waitForTimeout(300);
    expect(new URL(page.url()).pathname).toBe('/inbox');
    await visitor.leave();
  });

  it('remembers the language on the account, and the appearance in the browser', async () => {
    const visitor = await member(1);
    const { page } = visitor;
    await page.getByRole('button', { name: words('fr', 'common.language.switchTo') }).click();
    await page.locator('html[lang="en"]').waitFor();
    await page.getByRole('button', { name: words('en', 'common.appearance.label') }).click();
    await page.getByRole('button', { name: words('en', 'common.appearance.dark'), exact: true }).click();
    await page.reload();
    await page.locator('html[data-mantine-color-scheme="dark"][lang="en"]').waitFor();
    await visitor.leave();

    const elsewhere = await newVisitor(browser, running.pli.url);
    await signIn(elsewhere.page, running.pli.account('member', 1));
    await elsewhere.page.locator('html[lang="en"]').waitFor();
    await elsewhere.leave();
  });

  it('says why a sign-in was refused, and signs out for good', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    visitor.expectComplaint(/status of 401/);
    await page.goto('/sign-in?next=//evil.example/');
    await page.getByLabel(words('fr', 'auth.signIn.email')).fill(running.pli.account('member', 0, 1).email);
    const password = page.getByLabel(words('fr', 'auth.signIn.password'), { exact: true });
    await password.fill('wrong-password-of-mine');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(words('fr', 'errors.sign-in-refused')).waitFor();
    await password.fill(running.pli.account('member', 0, 1).password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/inbox/);
    const name = running.pli.account('member', 0, 1).displayName;
    await page.getByRole('button', { name: words('fr', 'common.account', { name }) }).click();
    await page.getByRole('button', { name: words('fr', 'common.signOut') }).click();
    await page.waitForURL(/\/sign-in/);
    await page.goto('/inbox');
    await page.waitForURL(/\/sign-in\?next=%2Finbox/);
    await visitor.leave();
  });

  it('lets an administrator invite somebody, who chooses a password by the mailed link', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await signIn(page, running.pli.account('administrator', 0));
    await page.goto('/members');
    const domain = running.pli.account('administrator', 0).email.split('@')[1];
    await page.getByRole('button', { name: words('fr', 'settings.members.invite') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words('fr', 'settings.members.email')).fill(`louis.martin@${domain}`);
    await dialog.getByLabel(words('fr', 'settings.members.name')).fill('Louis Martin');
    await dialog.getByRole('button', { name: words('fr', 'settings.members.send') }).click();
    await page.getByText('Louis Martin').first().waitFor();

    const invited = await newVisitor(browser, running.pli.url);
    await expect
      .poll(
        async () => {
          await invited.page.goto('/mails');
          return invited.page.getByText(`louis.martin@${domain}`).count();
        },
        { timeout: 90_000 },
      )
      .toBeGreaterThan(0);
    await invited.page.getByText(`louis.martin@${domain}`).first().click();
    const html = await invited.page.locator('iframe').getAttribute('srcdoc');
    const link = /href="([^"]*\/password#[^"]+)"/.exec(html ?? '')?.[1] ?? '';
    await invited.page.goto(link);
    await invited.page.getByLabel(words('fr', 'auth.choose.password')).fill('quatre mots bien choisis');
    await invited.page.getByLabel(words('fr', 'auth.choose.repeat')).fill('quatre mots bien choisis');
    await expect.poll(() => invited.page.url()).not.toContain('#');
    await invited.page.getByRole('button', { name: words('fr', 'auth.choose.submit') }).click();
    await invited.page.waitForURL(/\/inbox/);
    await invited.leave();
    await visitor.leave();
  });

  it('keeps what an auditor looks for out of the address bar', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await signIn(page, running.pli.account('auditor', 0));
    await page.waitForURL(/\/audit/);
    const person = running.pli.account('member', 0).email;
    await page.getByLabel(words('fr', 'audit.filters.person')).fill(person);
    await page.getByRole('button', { name: words('fr', 'audit.filters.apply') }).click();
    await page.locator('tbody').getByText(words('fr', 'audit.events.SignedIn.name')).first().waitFor();
    expect(page.url()).not.toContain('@');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: words('fr', 'audit.export.csv') }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
    await page
      .getByRole('button', { name: /Détail de l’entrée/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await visitor.leave();
  });

  it('says in words on the page that too much was exported', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await signIn(page, running.pli.account('auditor', 0));
    await page.waitForURL(/\/audit/);
    visitor.expectComplaint(/status of 429/);
    for (let asked = 1; asked < 21; asked += 1) {
      await page.evaluate(async () => {
        const body = new URLSearchParams({ format: 'csv' });
        await (await fetch('/api/audit/export', { method: 'POST', body })).body?.cancel();
      });
    }
    await page.getByRole('button', { name: words('fr', 'audit.export.csv') }).click();
    await page.getByText(/Trop de demandes en peu de temps/).waitFor();
    await visitor.leave();
  });
});
