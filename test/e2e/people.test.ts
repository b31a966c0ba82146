import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import {
  drop,
  openEnvelope,
  proveAddress,
  saveFile,
  send,
  signIn,
  untilStored,
  write,
} from '../support/journey.ts';
import { referenceOf, referenceOfEnvelope, sendAndWait } from '../support/letters.ts';
import { caughtMails, codeIn, waitForMail } from '../support/mails.ts';
import { until } from '../support/pli.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const smallFile = path.join(tmpdir(), `ordonnance ${process.pid}.txt`);
const smallName = path.basename(smallFile);

describe('people and their browsers', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    writeFileSync(smallFile, 'Paracétamol');
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const visit = (options = {}) => newVisitor(browser, running.pli.url, options);
  const signOut = async (page: Page, name: string) => {
    await page.getByRole('button', { name: words('fr', 'common.account', { name }) }).click();
    await page.getByText(words('fr', 'common.signOut')).click();
    await page.waitForURL(/\/sign-in/);
    await page.getByRole('heading', { level: 1, name: words('fr', 'auth.signIn.title') }).waitFor();
  };

  test('sign in, sign out: afterwards neither a page nor the Back button shows anything', async () => {
    const visitor = await visit();
    const { page } = visitor;
    const account = running.pli.account('member', 0, 1);
    await page.goto('/sent');
    expect(new URL(page.url()).searchParams.get('next')).toBe('/sent');
    await signIn(page, account);
    expect(new URL(page.url()).pathname).toBe('/sent');
    await page.getByRole('heading', { level: 1, name: words('fr', 'mail.sent.title') }).waitFor();
    await signOut(page, account.displayName);
    await page.goto('/sent');
    expect(page.url()).toContain('/sign-in');
    const signInTitle = page.getByRole('heading', { level: 1, name: words('fr', 'auth.signIn.title') });
    await signInTitle.waitFor();
    await page.goBack({ waitUntil: 'commit' });
    await signInTitle.waitFor();
    await page
      .getByRole('heading', { level: 1, name: words('fr', 'mail.sent.title') })
      .waitFor({ state: 'detached' });
    await visitor.leave();
  });

  test('a wrong password is refused in words, and tells nothing about whether there is such an account', async () => {
    const visitor = await visit();
    visitor.expectComplaint(/status of 4(01|29)/);
    const { page } = visitor;
    const said: string[] = [];
    for (const email of [running.pli.account('member', 1, 1).email, 'personne@nulle-part.example']) {
      await page.goto('/sign-in');
      await page.getByLabel(words('fr', 'auth.signIn.email')).fill(email);
      await page.getByLabel(words('fr', 'auth.signIn.password'), { exact: true }).fill('ce n’est pas le bon');
      await page.getByRole('button', { name: words('fr', 'auth.signIn.submit'), exact: true }).click();
      said.push(await page.locator('form').getByRole('alert').filter({ hasText: /\S/ }).first().innerText());
    }
    expect(said[0]).toBe(said[1]);
    await visitor.leave();
  });

  test('forgotten password: a link by mail, once, sets a new one, and ends every session', async () => {
    const account = running.pli.account('member', 0, 2);
    const elsewhere = await visit();
    await signIn(elsewhere.page, account);
    const visitor = await visit();
    const { page } = visitor;
    await page.goto('/sign-in');
    await page.getByRole('link', { name: words('fr', 'auth.signIn.forgot') }).click();
    await page.waitForURL(/\/password\/forgot/);
    await page.getByLabel(words('fr', 'auth.signIn.email')).fill(account.email);
    await page.getByRole('button', { name: words('fr', 'auth.forgot.submit') }).click();
    await page.getByText(words('fr', 'auth.forgot.sentTitle')).waitFor();
    const mail = await waitForMail(running.pli.mailDir, account.email, (found) =>
      /\/password#/.test(found.text),
    );
    const link = mail.text.match(/https?:\/\/\S+\/password#\S+/)?.[0] ?? '';
    const password = 'un nouveau mot de passe assez long';
    await page.goto(link);
    await page.getByLabel(words('fr', 'auth.choose.password'), { exact: true }).fill(password);
    await page.getByLabel(words('fr', 'auth.choose.repeat'), { exact: true }).fill(password);
    await expect
      .poll(() => page.url(), { message: 'the token is out of the address bar' })
      .not.toContain('#');
    await page.reload();
    await page.getByLabel(words('fr', 'auth.choose.password'), { exact: true }).fill(password);
    await page.getByLabel(words('fr', 'auth.choose.repeat'), { exact: true }).fill(password);
    await page.getByRole('button', { name: words('fr', 'auth.choose.submit') }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/password'));
    if (page.url().includes('/sign-in')) await signIn(page, { email: account.email, password });
    await elsewhere.page.goto('/inbox');
    expect(elsewhere.page.url()).toContain('/sign-in');
    const again = await visit();
    again.expectComplaint(/status of 4\d\d/);
    await again.page.goto(link);
    await again.page.getByText(words('fr', 'auth.choose.badTitle')).waitFor();
    for (const one of [visitor, elsewhere, again]) await one.leave();
  });

  test('one switch changes the language, and the next visit remembers it', async () => {
    const visitor = await visit();
    const { page } = visitor;
    await page.goto('/sign-in');
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    await page.getByRole('button', { name: words('fr', 'common.language.switchTo') }).click();
    await page.getByRole('heading', { level: 1, name: words('en', 'auth.signIn.title') }).waitFor();
    await page.reload();
    await page.locator('html[lang="en"]').waitFor();
    await visitor.leave();
  });

  test('"not for you?": the access is blocked at once, the sender is told, and can give it back', async () => {
    const account = running.pli.account('member', 0, 0);
    const sender = await running.person(account);
    const address = 'erreur@example.org';
    const letter = await sendAndWait(running, sender, { recipients: [{ address, kind: 'to' }] });
    const mailsBefore = caughtMails(running.pli.mailDir).filter((mail) => mail.to === account.email).length;
    const guest = await visit();
    const { page } = guest;
    await page.goto(`/e/${referenceOf(letter, address)}`);
    await proveAddress(page, running.pli.mailDir, address); // who has not proved it only says so; the access stays
    await page.getByRole('button', { name: words('fr', 'open.letter.open') }).waitFor();
    await page.getByRole('link', { name: words('fr', 'open.letter.notForYou') }).click();
    await page.getByRole('button', { name: words('fr', 'open.report.submit') }).click();
    await page.getByText(words('fr', 'open.report.doneTitle')).waitFor();
    await page.goto(`/e/${referenceOf(letter, address)}`);
    await page.getByText(words('fr', 'open.blocked.title')).waitFor();
    await until(
      () => caughtMails(running.pli.mailDir).filter((mail) => mail.to === account.email).length > mailsBefore,
      90,
      'the sender was not told',
    );

    const visitor = await visit();
    await signIn(visitor.page, account);
    await visitor.page.goto(`/sent/${letter.envelopeId}`);
    await visitor.page.getByText(words('fr', 'mail.status.step.reported')).first().waitFor();
    await visitor.page.getByRole('button', { name: words('fr', 'mail.status.unblock') }).click();
    await visitor.page
      .getByRole('dialog')
      .getByRole('button', { name: words('fr', 'mail.status.unblock') })
      .click();
    await visitor.page.getByText(words('fr', 'mail.status.unblocked', { address })).waitFor();
    await page.goto(`/e/${referenceOf(letter, address)}`);
    await openEnvelope(page);
    await visitor.leave();
    await guest.leave();
  });

  test('a guest asks for a code by address, the reloaded page knows it, and the mail takes it to another device', async () => {
    const sender = await running.person(running.pli.account('member', 0, 0));
    const address = 'deux.appareils@example.org';
    await sendAndWait(running, sender, { recipients: [{ address, kind: 'to' }] });
    const computer = await visit();
    await computer.page.goto('/sign-in');
    await computer.page.getByRole('link', { name: words('fr', 'auth.signIn.letter') }).click();
    await computer.page.getByLabel(words('fr', 'auth.letter.email')).fill(address);
    await computer.page.getByRole('button', { name: words('fr', 'auth.letter.submit') }).click();
    const field = (page: Page) => page.getByLabel(words('fr', 'auth.code.label'));
    await field(computer.page).waitFor();
    await computer.page.reload();
    await field(computer.page).waitFor();
    const mail = await waitForMail(running.pli.mailDir, address, (found) => found.text.includes('/code#'));
    const phone = await visit();
    await phone.page.goto(/\S+\/code#\S+/.exec(mail.text)?.[0] ?? '');
    await expect.poll(() => phone.page.url()).not.toContain('#');
    await phone.page.reload(); // the phone has done that while its owner looked up the code
    await phone.page.getByRole('button', { name: words('fr', 'auth.move.submit') }).click();
    await field(phone.page).fill(codeIn(mail));
    await openEnvelope(phone.page);
    for (const one of [computer, phone]) await one.leave();
  });

  test('a shared mailbox: each of its members reads what was sent to it, and nobody else', async () => {
    const sender = await running.person(running.pli.account('member', 1));
    const ofMembers = running.pli.account('member', 0).email.replace(/.*@/, '@');
    const [shared] = await running.tamper<{ address: string; emails: string[] }>(
      `SELECT a.address, array_agg(u.email ORDER BY u.email) AS emails FROM mailboxes m JOIN mailbox_addresses a ON a.mailbox_id = m.id
       JOIN mailbox_members mm ON mm.mailbox_id = m.id JOIN users u ON u.id = mm.user_id WHERE m.kind = 'shared' AND a.address LIKE '%' || $1 GROUP BY a.address`,
      [ofMembers],
    );
    const letter = await sendAndWait(running, sender, {
      recipients: [{ address: shared?.address ?? '', kind: 'to' }],
    });
    const valmont = running.pli.accounts.filter(
      (account) => account.role === 'member' && account.email.endsWith(ofMembers),
    );
    for (const account of valmont) {
      // Signed in without the form: one of them has chosen another password above.
      const person = shared?.emails.includes(account.email);
      const [row] = await running.tamper<{ n: number }>(
        'SELECT count(*)::int AS n FROM mailbox_members mm JOIN users u ON u.id = mm.user_id JOIN recipients r ON r.mailbox_id = mm.mailbox_id WHERE r.envelope_id = $1 AND u.email = $2',
        [letter.envelopeId, account.email],
      );
      expect(row?.n).toBe(person ? 1 : 0);
    }
    const [member, outsider] = [running.pli.account('member', 0, 0), running.pli.account('member', 0, 1)];
    for (const [account, sees] of [
      [member, true],
      [outsider, false],
    ] as const) {
      const visitor = await visit();
      await signIn(visitor.page, account);
      await visitor.page.goto('/inbox');
      await visitor.page.getByRole('heading', { level: 1, name: words('fr', 'mail.inbox.title') }).waitFor();
      expect(await visitor.page.getByText(letter.title).count()).toBe(sees ? 1 : 0);
      if (sees) {
        await visitor.page.getByText(letter.title).click();
        await openEnvelope(visitor.page);
      }
      await visitor.leave();
    }
  });

  test('a letter is written and sent by keyboard alone', async () => {
    const visitor = await visit();
    const { page } = visitor;
    await page.goto('/sign-in');
    await page.keyboard.type(running.pli.account('member', 0).email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(running.pli.account('member', 0).password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/inbox/);
    await page.getByRole('heading', { level: 1, name: words('fr', 'mail.inbox.title') }).waitFor();
    await tabTo(page, words('fr', 'common.compose'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/compose/);
    await expect.poll(() => page.evaluate('document.activeElement?.getAttribute("inputmode")')).toBe('email');
    await page.keyboard.type(running.pli.account('member', 1).email);
    await page.keyboard.press('Enter');
    await tabTo(page, words('fr', 'compose.fields.title'));
    await page.keyboard.type('Au clavier');
    await tabTo(page, 'contenteditable');
    await page.keyboard.type('Sans souris.');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/sent\/[0-9a-f-]{36}/);
    await page.getByRole('heading', { level: 1, name: 'Au clavier' }).waitFor();
    await visitor.leave();
  });

  test('on a phone of 390 px: written, sent, opened by a guest and saved, without anything cut off', async () => {
    const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
    const address = 'patient.mobile@example.org';
    const visitor = await visit(phone);
    const { page } = visitor;
    await signIn(page, running.pli.account('member', 0));
    await page.goto('/compose');
    await write(page, { to: [address], title: 'Ordonnance', message: 'Bonjour' });
    await drop(page, [smallFile]);
    await untilStored(page);
    await expectNoSideways(page);
    const envelopeId = await send(page);
    await expectNoSideways(page);
    await waitForMail(running.pli.mailDir, address);
    const guest = await visit(phone);
    await guest.page.goto(`/e/${await referenceOfEnvelope(running, envelopeId, address)}`);
    await expectNoSideways(guest.page);
    await proveAddress(guest.page, running.pli.mailDir, address);
    await openEnvelope(guest.page);
    await expectNoSideways(guest.page);
    expect((await saveFile(guest.page, smallName)).name).toBe(smallName);
    await visitor.leave();
    await guest.leave();
  });
});

/** Presses Tab until the focused element is the one of that name (its label, its text, or its attribute). */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const found = await page.evaluate((wanted) => {
      const element = document.activeElement as HTMLInputElement | null; // `labels` is there for inputs only
      const label =
        element?.labels?.[0]?.textContent ?? element?.getAttribute('aria-label') ?? element?.textContent;
      return (
        label?.trim().startsWith(wanted) === true ||
        (wanted === 'contenteditable' && element?.isContentEditable === true)
      );
    }, name);
    if (found) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached "${name}"`);
}

async function expectNoSideways(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(
    0,
  );
}
