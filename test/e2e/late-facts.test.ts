import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { drop, enter, untilStored, write } from '../support/journey.ts';
import { referenceOfEnvelope } from '../support/letters.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

/** Seconds to take a letter back that no slow machine uses up before the press. */
const takeBackSeconds = 60;
const fr = (key: string) => words('fr', key);

describe('late facts, as a sender lives them', () => {
  const running = withPli(() => ({ env: { PLI_TAKE_BACK_SECONDS: String(takeBackSeconds) } }));
  const folder = temporaryFolder('pli-late-');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const press = (page: Page) => page.getByRole('button', { name: fr('compose.send.action') }).click();
  const bar = (page: Page) => page.getByRole('button', { name: fr('common.takeBack.cancel'), exact: true });

  test('a letter goes with one press, is taken back by the keyboard after a reload, and goes on as a draft with its files', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, running.pli.account('member', 0));
    await page.goto('/compose');
    const to = running.pli.account('member', 1).email;
    await write(page, { to: [to], title: 'Repris', message: 'Bonjour, un instant.' });
    const file = path.join(folder, 'note.txt');
    writeFileSync(file, 'une note');
    await drop(page, [file]);
    await untilStored(page);
    await page.getByText(fr('compose.options.title'), { exact: true }).click();
    await page.getByLabel(fr('letter.marks.noReply.label')).check();
    await press(page);
    await page.waitForURL(/\/sent\/[0-9a-f-]{36}/);
    await page.goto('/inbox');
    await bar(page).waitFor();
    await page.reload();
    await bar(page).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/compose\//);
    await page.getByLabel(fr('compose.fields.title'), { exact: true }).waitFor();
    await expect
      .poll(() => page.getByLabel(fr('compose.fields.title'), { exact: true }).inputValue())
      .toBe('Repris');
    await expect.poll(() => page.locator('[contenteditable="true"]').textContent()).toContain('un instant');
    await expect.poll(() => page.locator('.mantine-Pill-label').first().textContent()).toContain(to);
    await untilStored(page);
    await page.locator('summary', { hasText: fr('letter.marks.noReply.chosen') }).waitFor();
    expect(await page.locator('li[data-status="stored"]').count()).toBe(1);
    await page.goto('/sent');
    await page.getByText(fr('mail.list.takenBack')).first().waitFor();
    await visitor.leave();
  });

  test('a letter that speaks of a file it does not have is asked about once, and nothing else is', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, running.pli.account('member', 0));
    await page.goto('/compose');
    await write(page, {
      to: [running.pli.account('member', 1).email],
      title: 'Compte rendu',
      message: 'Vous trouverez ci-joint le compte rendu.',
    });
    await press(page);
    await page.getByText(fr('compose.send.forgottenFile')).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/compose/);
    await page.getByRole('button', { name: fr('compose.send.anyway') }).click();
    await page.waitForURL(/\/sent\/[0-9a-f-]{36}/);
    await visitor.leave();
  });

  test('withdrawn from its page: the sender reads what that can and cannot undo, the link says it calmly', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, running.pli.account('member', 0));
    await page.goto('/compose');
    await write(page, { to: ['invitee@exterieur.example'], title: 'Retiré', message: 'Bonjour' });
    await running.tamper('UPDATE organisations SET take_back_seconds = 0');
    await press(page);
    await page.waitForURL(/\/sent\/[0-9a-f-]{36}/);
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    const reference = await referenceOfEnvelope(running, id, 'invitee@exterieur.example');
    await page.getByRole('button', { name: fr('mail.status.deeds.withdrawAll') }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: fr('mail.status.deeds.withdrawAll') })
      .click();
    await page.getByText(fr('mail.status.step.withdrawn')).waitFor();
    await page.getByText(fr('mail.status.withdrawnNeverOpened')).waitFor();
    await page.getByRole('heading', { name: fr('mail.status.changes.title') }).waitFor();
    const guest = await newVisitor(browser, running.pli.url);
    await guest.page.goto(`/e/${reference}`);
    await guest.page.getByRole('heading', { level: 1, name: fr('open.withdrawn.title') }).waitFor();
    await guest.leave();
    await visitor.leave();
  });
});
