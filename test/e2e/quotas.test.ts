import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComposeSettings } from '../../lib/envelope/wire.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { accessTokenOf, runCommand } from '../support/command.ts';
import { drop, send, signIn, untilStored, write } from '../support/journey.ts';
import { sendLetter } from '../support/node-sender.ts';
import type { Account } from '../support/pli-place.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const mebibyte = 1_048_576;
const folder = temporaryFolder('quotas');

describe('a limit of what is stored', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const recipient = () => running.pli.account('member', 1).email;

  /** Sets one of the two limits of a person's organisation, in bytes; null: none of its own. */
  const limit = (which: 'member_bytes_max' | 'stored_bytes_max', { email }: Account, bytes: number | null) =>
    running.tamper(
      `UPDATE organisations SET ${which} = $1 WHERE id = (SELECT organisation_id FROM users WHERE email = $2)`,
      [bytes, email],
    );

  async function sealedBy({ email }: Account): Promise<number> {
    const [row] = await running.tamper<{ count: number }>(
      `SELECT count(*)::int AS count FROM envelopes e JOIN users u ON u.id = e.author_id
       WHERE u.email = $1 AND e.state = 'sealed'`,
      [email],
    );
    return row?.count ?? 0;
  }

  /** What a member may still store. */
  async function roomOf(account: Account): Promise<number> {
    const person = await running.person(account);
    const { quota } = await person.json<ComposeSettings>('GET', '/api/compose-settings');
    return quota.bytesMax - quota.bytesUsed;
  }

  async function fileOf(bytes: number): Promise<string> {
    const file = path.join(folder, `scan-${bytes}.bin`);
    await writeFile(file, randomBytes(bytes));
    return file;
  }

  async function composing(
    account: Account,
    options: Parameters<typeof newVisitor>[2] = {},
  ): Promise<Visitor> {
    const visitor = await newVisitor(browser, running.pli.url, options);
    const locale = options.locale === 'en-GB' ? 'en' : 'fr';
    await signIn(visitor.page, account, locale);
    // from then on it is the account's language, whatever the browser's
    if (locale === 'en')
      await visitor.page.getByRole('button', { name: words('fr', 'common.language.switchTo') }).click();
    await visitor.page.locator(`html[lang="${locale}"]`).waitFor();
    await visitor.page.goto('/compose');
    const letter = { to: [recipient()], title: 'Radiographie', message: 'Bonjour, voici le scan.' };
    await write(visitor.page, letter, locale);
    return visitor;
  }

  const notice = (page: Page) => page.locator('[class*=notice]');
  test('of a member is said before the upload of a file that would pass it; what is written stays, and a smaller file goes', async () => {
    const account = running.pli.account('member', 0, 0);
    await limit('member_bytes_max', account, 2 * mebibyte);
    const visitor = await composing(account);
    const { page } = visitor;
    let registrations = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/segments')) registrations += 1;
    });
    await page.locator('[data-chooser="files"]').setInputFiles(await fileOf(3 * mebibyte));
    await notice(page).filter({ hasText: 'scan-3145728.bin' }).waitFor();
    expect(await notice(page).innerText()).toMatch(/il vous reste .*sur 2\sMo/);
    expect(await page.locator('li[data-status]').count()).toBe(0);
    expect(registrations).toBe(0);
    expect(await page.locator('[contenteditable="true"]').innerText()).toContain('voici le scan');
    await drop(page, [await fileOf(mebibyte)]);
    await untilStored(page);
    await send(page);
    await visitor.leave();
  });

  test('of an organisation is said as the organisation’s; who has no room to save or send goes on as soon as there is some', async () => {
    const account = running.pli.account('member', 0, 1);
    await limit('member_bytes_max', account, null);
    await limit('stored_bytes_max', account, 5 * mebibyte);
    const visitor = await composing(account);
    const { page } = visitor;
    visitor.expectComplaint(/status of 413/);
    await page.locator('[data-chooser="files"]').setInputFiles(await fileOf(6 * mebibyte));
    expect(await notice(page).innerText()).toMatch(/à votre organisation/);
    await page.locator('[data-save="saved"]').waitFor();

    await limit('stored_bytes_max', account, 1);
    await page.locator('[contenteditable="true"]').fill(`Bonjour. ${'Long texte. '.repeat(8_000)}`);
    await page
      .locator('[data-save="no-room"]')
      .filter({ hasText: words('fr', 'compose.save.no-room') })
      .waitFor();
    await page
      .getByRole('button', { name: words('fr', 'compose.send.action') })
      .first()
      .click();
    await notice(page).filter({ hasText: 'Les messages et brouillons de votre organisation' }).waitFor();
    expect(await page.locator('[contenteditable="true"]').innerText()).toContain('Long texte.');

    await limit('stored_bytes_max', account, null);
    await page.locator('[contenteditable="true"]').press('End');
    await page.keyboard.type(' Fin.');
    await page.locator('[data-save="saved"]').waitFor();
    await send(page);
    await visitor.leave();
  });

  test('is told from 80 % on, in the composer and to the administrator, in the calm words of either language', async () => {
    const account = running.pli.account('member', 1);
    const person = await running.person(account);
    const { email } = running.pli.account('member', 0);
    await sendLetter(person, {
      files: [{ name: 'a.bin', bytes: randomBytes(mebibyte) }],
      recipients: [{ address: email, kind: 'to' }],
    });
    await limit('member_bytes_max', account, Math.ceil(mebibyte / 0.85));
    await limit('stored_bytes_max', account, Math.ceil(mebibyte / 0.9));
    const phone = { viewport: { width: 390, height: 780 }, colorScheme: 'dark' } as const;
    for (const [locale, said, options] of [
      ['fr-FR', /Votre organisation utilise 9\d\s% de ses/, {}],
      ['en-GB', /Your organisation uses 9\d% of its/, phone],
    ] as const) {
      const visitor = await composing(account, { ...options, locale });
      const line = visitor.page.getByText(said);
      await line.waitFor();
      await line.scrollIntoViewIfNeeded();
      await visitor.leave();
    }
    const visitor = await newVisitor(browser, running.pli.url);
    await signIn(visitor.page, running.pli.account('administrator', 1));
    await visitor.page.goto('/organisation');
    const hint = visitor.page.getByText(/Presque plein\s: il reste/);
    await hint.waitFor();
    await visitor.page.getByText(/^1(,1)?\sMo sur 1,1\sMo \(9\d\s%\)$/).waitFor();
    await visitor.leave();
  });

  test('ends the command with 3 and a sentence, whether it is seen before the upload or by the server, and nothing is sent', async () => {
    const account = running.pli.account('member', 0, 1);
    await limit('stored_bytes_max', account, null);
    const token = await accessTokenOf(running.pli.url, account);
    const { email } = running.pli.account('member', 0);
    const pli = (file: string, lang: string) =>
      runCommand(['send', '--to', email, '--subject', 'Scan', '--body', 'Bonjour', '--lang', lang, file], {
        cwd: folder,
        env: { PLI_URL: running.pli.url, PLI_TOKEN: token },
      });
    await limit('member_bytes_max', account, 2 * mebibyte);
    const before = await sealedBy(account);
    const much = await pli(await fileOf(3 * mebibyte), 'fr');
    expect(much).toMatchObject({ code: 3, out: '' });
    expect(much.err).toMatch(/il vous reste 1\sMio sur 2\sMio/);
    expect((await pli(await fileOf(3 * mebibyte), 'en')).err).toMatch(/you have 1 MiB of 2 MiB left/);
    // the file would fit, its ciphertext and the letter's text do not
    const close = await pli(await fileOf(await roomOf(account)), 'en');
    expect(close).toMatchObject({ code: 3, out: '' });
    expect(close.err).toMatch(/more do not fit/);
    expect(await sealedBy(account)).toBe(before);
    expect(await pli(await fileOf(mebibyte), 'en')).toMatchObject({ code: 0 });
  });
});
