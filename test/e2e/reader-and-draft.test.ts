import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { openEnvelope, signIn } from '../support/journey.ts';
import { referenceOf, sendAndWait } from '../support/letters.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('small things people see', () => {
  const running = withPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test('a refusal is one alert, not two', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    visitor.expectComplaint(/status of 4(01|29)/);
    const { page } = visitor;
    await page.goto('/sign-in');
    await page.getByLabel(words('fr', 'auth.signIn.email')).fill('personne@nulle-part.example');
    await page.getByLabel(words('fr', 'auth.signIn.password'), { exact: true }).fill('faux');
    await page.getByRole('button', { name: words('fr', 'auth.signIn.submit'), exact: true }).click();
    const alerts = page.locator('form').getByRole('alert').filter({ hasText: /\S/ });
    await alerts.first().waitFor();
    expect(await alerts.count()).toBe(1);
    await visitor.leave();
  });

  test('who is meant is completed while it is typed: Enter takes the first, an arrow another', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await signIn(page, running.pli.account('member', 0));
    await page.goto('/compose');
    const to = page.getByLabel(words('fr', 'compose.fields.to'), { exact: true });
    const found = page.locator('[data-combobox-option]');
    const selected = page.locator('[data-combobox-option][data-combobox-selected]');
    const pills = page.locator('.mantine-Pill-label');
    for (const arrows of [0, 1]) {
      await to.fill('valmont');
      await expect.poll(() => found.count()).toBeGreaterThan(2);
      await expect.poll(() => selected.count()).toBe(1);
      const meant = (await found.nth(arrows).textContent()) ?? '';
      for (let n = 0; n < arrows; n += 1) await to.press('ArrowDown');
      expect(await selected.textContent()).toBe(meant);
      await to.press('Enter');
      await expect.poll(() => pills.count()).toBe(arrows + 1);
      expect(meant).toContain(await pills.last().locator('button > span').first().textContent());
    }
    await visitor.leave();
  });

  test('a draft is thrown away where it is written, after a question, and is gone', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    const account = running.pli.account('member', 0);
    await signIn(page, account);
    await page.goto('/compose');
    await page.getByLabel(words('fr', 'compose.fields.title')).fill('À oublier');
    await page.waitForURL(/\/compose\/[0-9a-f-]{36}/);
    const id = page.url().split('/').at(-1) ?? '';
    const saved = 'SELECT 1 FROM envelopes WHERE id = $1 AND draft_revision > 0';
    await expect.poll(() => running.tamper(saved, [id])).toHaveLength(1);
    await page.getByRole('button', { name: words('fr', 'compose.send.discard') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: words('fr', 'common.cancel') }).click();
    expect(await running.tamper('SELECT 1 FROM envelopes WHERE id = $1', [id])).toHaveLength(1);
    await page.getByRole('button', { name: words('fr', 'compose.send.discard') }).click();
    await dialog.getByRole('button', { name: words('fr', 'compose.discard.action') }).click();
    await page.waitForURL(/\/drafts/);
    await expect.poll(() => running.tamper('SELECT 1 FROM envelopes WHERE id = $1', [id])).toEqual([]);
    await visitor.leave();
  });

  test('saved files are marked, and the ZIP is announced when it is saved; a recipient without a name has a whole line', async () => {
    const sender = running.pli.account('member', 0);
    const reader = running.pli.account('member', 1);
    const files = ['un.txt', 'deux.txt'].map((name) => ({ name, bytes: new Uint8Array(2_000) }));
    const recipients = [{ address: reader.email, kind: 'to' as const }];
    const letter = await sendAndWait(running, await running.person(sender), { files, recipients });
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await signIn(page, reader);
    await page.goto(`/e/${referenceOf(letter, reader.email)}`);
    await openEnvelope(page);
    const marks = page.getByText(words('fr', 'open.reader.savedMark'), { exact: true });
    expect(await marks.count()).toBe(0);
    const one = page.waitForEvent('download');
    await page.getByRole('button', { name: words('fr', 'open.reader.save', { name: 'un.txt' }) }).click();
    await one;
    await expect.poll(() => marks.count()).toBe(1);
    const zip = page.waitForEvent('download');
    await page.getByRole('button', { name: words('fr', 'open.reader.saveAll') }).click();
    await zip;
    await page.getByText(words('fr', 'open.reader.savedAll')).waitFor({ state: 'attached' });
    await expect.poll(() => marks.count()).toBe(2);
    await visitor.leave();

    const author = await newVisitor(browser, running.pli.url);
    await signIn(author.page, sender);
    await author.page.goto(`/sent/${letter.envelopeId}`);
    await author.page.getByText(words('fr', 'mail.status.to'), { exact: true }).waitFor();
    await author.leave();
  });
});
