import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { dropFiles } from '../support/drop-files.ts';
import { enter, openEnvelope } from '../support/journey.ts';
import { guestByCode, referenceOf, sendAndWait } from '../support/letters.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('small things people see', () => {
  const running = withSharedPli();
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
    await enter(page, running.pli.account('member', 0));
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
    await enter(page, account);
    await page.goto('/compose');
    await page.getByLabel(words('fr', 'compose.fields.title'), { exact: true }).fill('À oublier');
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
    await enter(page, reader);
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
    await enter(author.page, sender);
    await author.page.goto(`/sent/${letter.envelopeId}`);
    await author.page.getByText(words('fr', 'mail.status.to'), { exact: true }).waitFor();
    await author.leave();
  });

  test('Send without a recipient leads to the field that is missing', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, running.pli.account('member', 0));
    await page.goto('/compose');
    await page.getByLabel(words('fr', 'compose.fields.title'), { exact: true }).fill('Sans destinataire');
    await page
      .getByRole('button', { name: words('fr', 'compose.send.action') })
      .first()
      .click();
    const to = page.getByLabel(words('fr', 'compose.fields.to'), { exact: true });
    await expect.poll(() => to.evaluate((field) => field === document.activeElement)).toBe(true);
    await visitor.leave();
  });

  test('a folder brings its files with their places; litter and empty folders are said, empty files asked', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    const folder = temporaryFolder('dropped');
    for (const name of ['IRM', 'scanner', 'rien']) mkdirSync(path.join(folder, name));
    for (const name of ['IRM/image.png', 'scanner/image.png', 'IRM/.DS_Store', 'IRM/~$lettre.docx'])
      writeFileSync(path.join(folder, name), name);
    writeFileSync(path.join(folder, 'IRM/vide.txt'), '');
    await enter(page, running.pli.account('member', 0));
    await page.goto('/compose');
    await dropFiles(page, [folder]);
    const rows = page.locator('li[data-status]');
    await expect.poll(() => rows.count()).toBe(2);
    await expect
      .poll(async () => (await rows.allTextContents()).map((row) => /^[^.]*\.png/.exec(row)?.[0]).sort())
      .toEqual(['IRM - image.png', 'scanner - image.png']);
    const note = page.locator('main').getByRole('alert').filter({ hasText: '.DS_Store' });
    await expect.poll(() => note.textContent()).toMatch(/dossier est vide.*2 fichiers.*~\$lettre\.docx/s);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words('fr', 'common.cancel') })
      .click();
    expect(await rows.count()).toBe(2);
    await visitor.leave();
  });

  test('a letter that was read is no longer bold when one comes back; the status of a long title fits a phone', async () => {
    const [sender, reader] = [running.pli.account('member', 0), running.pli.account('member', 1)];
    const title = `Résultats${'x'.repeat(120)}`;
    const letter = await sendAndWait(running, await running.person(sender), {
      title,
      recipients: [{ address: reader.email, kind: 'to' }],
    });
    const visitor = await newVisitor(browser, running.pli.url, { viewport: { width: 390, height: 780 } });
    const { page } = visitor;
    await enter(page, reader);
    await page.goto('/inbox');
    const row = page.locator(`a[href="/e/${referenceOf(letter, reader.email)}"]`);
    const boldOf = async () => (await row.getByText(words('fr', 'mail.list.unread')).count()) > 0;
    expect(await boldOf()).toBe(true);
    await row.click();
    await page.waitForURL(/\/e\//);
    await openEnvelope(page);
    await page.goBack();
    await page.waitForURL(/\/inbox/);
    await expect.poll(boldOf).toBe(false);
    await visitor.leave();

    const author = await newVisitor(browser, running.pli.url, { viewport: { width: 390, height: 780 } });
    await enter(author.page, sender);
    await author.page.goto(`/sent/${letter.envelopeId}`);
    const beyond = () =>
      author.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await beyond()).toBe(0);
    await author.leave();
  });

  test('what leads nowhere shows one page, not a page in a page, to a stranger, a guest and a member', async () => {
    const address = 'patiente@courrier.example';
    const letter = await sendAndWait(running, await running.person(running.pli.account('member', 0)), {
      recipients: [{ address, kind: 'to' }],
    });
    const guest = await guestByCode(running, address, referenceOf(letter, address));
    const member = await running.person(running.pli.account('member', 1));
    const places = {
      stranger: ['/e/x'],
      guest: ['/sent', '/settings', '/audit'],
      member: ['/audit', '/sent/x'],
    };
    for (const [who, person] of Object.entries({ stranger: running.stranger(), guest, member })) {
      const visitor = await newVisitor(browser, running.pli.url);
      visitor.expectComplaint(/status of 404/);
      const { url } = running.pli;
      await visitor.context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url })));
      for (const where of [...places[who as keyof typeof places], `/e/${'A'.repeat(32)}`, '/nowhere']) {
        await visitor.page.goto(where);
        await visitor.page.getByRole('heading', { name: words('fr', 'common.notFound.title') }).waitFor();
        expect(await visitor.page.locator('header').count(), `${who} ${where}`).toBe(1);
        expect(await visitor.page.locator('main').count(), `${who} ${where}`).toBe(1);
      }
      await visitor.leave();
    }
  });
});
