import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { dropFiles } from './drop-files.ts';
import { codeIn, waitForMail } from './mails.ts';
import type { Account } from './pli.ts';
import { words } from './words.ts';

type Locale = 'fr' | 'en';

/** Signs in on the sign-in page, as a person does. */
export async function signIn(
  page: Page,
  account: Pick<Account, 'email' | 'password'>,
  locale: Locale = 'fr',
): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto('/sign-in');
  await page.getByLabel(words(locale, 'auth.signIn.email')).fill(account.email);
  await page.getByLabel(words(locale, 'auth.signIn.password'), { exact: true }).fill(account.password);
  await page.getByRole('button', { name: words(locale, 'auth.signIn.submit'), exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** Has the session that signing in gives, without the page: for journeys that are about something else. No page is open after. */
export async function enter(
  page: Page,
  { email, password }: Pick<Account, 'email' | 'password'>,
): Promise<void> {
  const csrf = await page.request.get('/api/auth/csrf');
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }; // next-auth's own
  const answer = await page.request.post('/api/auth/callback/password', {
    headers: { origin: new URL(csrf.url()).origin, 'sec-fetch-site': 'same-origin' },
    data: { csrfToken, json: 'true', email, password },
  });
  if (!answer.ok()) throw new Error(`sign-in of ${email}: ${answer.status()} ${await answer.text()}`);
}

export type Written = { to: readonly string[]; cc?: readonly string[]; title: string; message: string };

/** Fills recipients, title and message of the compose page that is open. */
export async function write(page: Page, letter: Written, locale: Locale = 'fr'): Promise<void> {
  const to = page.getByLabel(words(locale, 'compose.fields.to'), { exact: true });
  for (const address of letter.to) {
    await to.fill(address);
    await to.press('Enter');
  }
  if (letter.cc) {
    await page.getByRole('button', { name: words(locale, 'compose.fields.showCopies') }).click();
    const cc = page.getByLabel(words(locale, 'compose.fields.cc'), { exact: true });
    for (const address of letter.cc) {
      await cc.fill(address);
      await cc.press('Enter');
    }
  }
  await page.getByLabel(words(locale, 'compose.fields.title'), { exact: true }).fill(letter.title);
  await page.locator('[contenteditable="true"]').fill(letter.message);
}

/** Drops files and waits until their rows stand on the page. */
export async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const before = await page.locator('li[data-status]').count();
  await dropFiles(page, paths);
  await expect
    .poll(() => page.locator('li[data-status]').count(), { timeout: 60_000 })
    .toBe(before + paths.length);
}

/** Waits until every file row says it is stored. */
export async function untilStored(page: Page, seconds = 200): Promise<void> {
  await expect
    .poll(() => page.locator('li[data-status]:not([data-status="stored"])').count(), {
      timeout: seconds * 1_000,
      interval: 200,
    })
    .toBe(0);
}

/** Presses Send, which sends at once, and waits for the page of the sealed envelope; answers its id. */
export async function send(page: Page, locale: Locale = 'fr', seconds = 200): Promise<string> {
  await page
    .getByRole('button', { name: words(locale, 'compose.send.action') })
    .first()
    .click();
  await page.waitForURL(/\/sent\/[0-9a-f-]{36}/, { timeout: seconds * 1_000 });
  return new URL(page.url()).pathname.split('/')[2] ?? '';
}

/** On the page of a link: proves the address with the code from the mail. */
export async function proveAddress(
  page: Page,
  mailDir: string,
  address: string,
  locale: Locale = 'fr',
): Promise<void> {
  const askedAt = new Date().toISOString();
  await page.getByRole('button', { name: words(locale, 'auth.code.send') }).click();
  const mail = await waitForMail(
    mailDir,
    address,
    (found) => found.caughtAt >= askedAt && /\d{4}\s?\d{4}/.test(found.text),
  );
  await page.getByLabel(words(locale, 'auth.code.label')).fill(codeIn(mail));
  // The eighth digit sends it.
}

/** On the page of a link: presses Open, where the press on a row was not that already, and waits until the envelope is shown as verified. */
export async function openEnvelope(page: Page, locale: Locale = 'fr', seconds = 120): Promise<void> {
  const button = page.getByRole('button', { name: words(locale, 'open.letter.open') });
  const shown = page.locator('article h1');
  const look = async () => {
    if (!(await shown.isVisible())) await button.click({ timeout: 2_000 }).catch(() => undefined); // it may open by itself meanwhile
    return shown.isVisible();
  };
  await expect.poll(look, { timeout: seconds * 1_000, interval: 100 }).toBe(true);
}

/** Saves one received file by its button; answers where the browser put it and the name it gave it. */
export async function saveFile(
  page: Page,
  name: string,
  locale: Locale = 'fr',
): Promise<{ path: string; name: string }> {
  const download = page.waitForEvent('download', { timeout: 120_000 });
  await page.getByRole('button', { name: words(locale, 'open.reader.save', { name }), exact: true }).click();
  const saved = await download;
  return { path: await saved.path(), name: saved.suggestedFilename() };
}

/** Saves all received files as one ZIP; answers where the browser put it. */
export async function saveZip(page: Page, locale: Locale = 'fr'): Promise<string> {
  const download = page.waitForEvent('download', { timeout: 120_000 });
  await page.getByRole('button', { name: words(locale, 'open.reader.saveAll') }).click();
  return (await download).path();
}
