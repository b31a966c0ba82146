import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { enter, openEnvelope } from '../support/journey.ts';
import { referenceOf, sendAndWait } from '../support/letters.ts';
import { pdfOf, pngOf } from '../support/previewed-files.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const names = ['resultats.pdf', 'photo.png', 'mesures.csv', 'notes.txt', 'geante.png'];

describe('files of a letter are looked at in the page', () => {
  const running = withSharedPli();
  let browser: Browser;
  let visitor: Visitor;
  let reference: string;
  let envelopeId: string;
  const downloads: string[] = [];
  const files = new Map<string, Uint8Array>();

  beforeAll(async () => {
    const { email } = running.pli.account('member', 1);
    files.set('resultats.pdf', await pdfOf(['glycémie à jeun', 'conclusion']));
    files.set('photo.png', pngOf(1200, 800));
    files.set('mesures.csv', Buffer.from('jour;tension\n1;"12/8\nassis"\n2;13/9\n'));
    files.set('notes.txt', Buffer.from('Patient tr\xe8s fatigu\xe9', 'latin1'));
    files.set('geante.png', pngOf(7_000, 5_000));
    const letter = await sendAndWait(running, await running.person(running.pli.account('member', 0)), {
      recipients: [{ address: email, kind: 'to' }],
      title: 'Résultats',
      html: '<p>Voici l’été</p>',
      files: names.map((name) => ({ name, bytes: files.get(name) ?? new Uint8Array() })),
    });
    ({ envelopeId } = letter);
    reference = referenceOf(letter, email);
    browser = await launchChromium();
    visitor = await newVisitor(browser, running.pli.url);
    await enter(visitor.page, running.pli.account('member', 1));
    visitor.page.on('download', (download) => downloads.push(download.suggestedFilename()));
  });
  afterAll(async () => {
    await visitor?.leave();
    await browser?.close();
  });

  const layer = (page: Page, name: string) => page.getByRole('dialog', { name });
  const content = (page: Page) => page.frameLocator('iframe[sandbox="allow-scripts"]');
  const drawn = (page: Page) => content(page).locator('.page[data-drawn]').first();
  const tool = (page: Page, name: string) =>
    page
      .getByRole('toolbar', { name: words('fr', 'open.preview.tools') })
      .getByRole('button', { name, exact: true });
  const percent = async (page: Page) =>
    Number(/(\d+)\s%/.exec(await page.getByRole('dialog').innerText())?.[1]);
  /** What the browser painted, as share of pixels that are not white. */
  const inked = (page: Page) =>
    content(page)
      .locator('.page canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas;
        const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        let dark = 0;
        for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) dark += 1;
        return dark / (width * height);
      });

  test('a PDF of two pages: drawn with its letters, read by page, enlarged and fitted, its text can be selected', async () => {
    const { page } = visitor;
    await page.goto(`/e/${reference}`);
    await openEnvelope(page);
    await page.getByRole('button', { name: 'resultats.pdf', exact: true }).click();
    await drawn(page).waitFor({ timeout: 60_000 });
    const dialog = layer(page, 'resultats.pdf');
    await dialog.getByText(words('fr', 'open.preview.page', { n: '1', of: '2' })).waitFor();
    await content(page).locator('.textLayer', { hasText: 'glycémie à jeun' }).waitFor();
    expect(await inked(page)).toBeGreaterThan(0.0005);
    expect(await axeFindings(page)).toEqual([]);
    const before = await percent(page);
    await page.keyboard.press('+');
    await expect.poll(() => percent(page)).toBeGreaterThan(before);
    await page.keyboard.press('End');
    await dialog.getByText(words('fr', 'open.preview.page', { n: '2', of: '2' })).waitFor();
    await content(page).locator('.textLayer', { hasText: 'conclusion' }).waitFor();
    await page.keyboard.press('Home');
    await dialog.getByText(words('fr', 'open.preview.page', { n: '1', of: '2' })).waitFor();
    await tool(page, words('fr', 'open.preview.fit')).click();
    await expect.poll(() => percent(page)).toBe(before);
    // in the row of tools the same key goes to its last one, as in every such row
    await page.keyboard.press('End');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(await focused()).toBe(words('fr', 'open.preview.save'));
    await dialog.getByText(words('fr', 'open.preview.page', { n: '1', of: '2' })).waitFor();
  });

  test('the next file by the keyboard, also from within the frame: a photo, turned and enlarged', async () => {
    const { page } = visitor;
    await content(page).locator('.page').first().click();
    await page.keyboard.press('ArrowRight');
    await layer(page, 'photo.png').waitFor();
    await drawn(page).waitFor();
    const box = async () => (await drawn(page).boundingBox()) ?? { width: 0, height: 0 };
    const flat = await box();
    expect(flat.width).toBeGreaterThan(flat.height);
    await page.keyboard.press('r');
    await expect.poll(async () => (await box()).height > (await box()).width).toBe(true);
    await page.keyboard.press('+');
    const turned = await box();
    await page.keyboard.press('+');
    await expect.poll(async () => (await box()).height).toBeGreaterThan(turned.height);
    expect(await axeFindings(page)).toEqual([]);
  });

  test('a table with lines inside of its cells, and a text whose encoding is said', async () => {
    const { page } = visitor;
    await page.keyboard.press('n');
    await layer(page, 'mesures.csv').waitFor();
    await page.getByRole('columnheader', { name: 'tension' }).waitFor();
    expect(await page.getByRole('cell').allInnerTexts()).toEqual(['1', '12/8\nassis', '2', '13/9']);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await layer(page, 'notes.txt').getByText('Patient très fatigué').waitFor();
    await page.getByText(words('fr', 'open.preview.windows')).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('a picture too large for a canvas is shown smaller, and that is said', async () => {
    const { page } = visitor;
    await page.keyboard.press('ArrowRight');
    await layer(page, 'geante.png').waitFor();
    await drawn(page).waitFor({ timeout: 60_000 });
    await page.getByText(words('fr', 'open.preview.reduced')).waitFor();
    const pixels = await content(page)
      .locator('canvas.picture')
      .evaluate((canvas: HTMLCanvasElement) => canvas.width * canvas.height);
    expect(pixels).toBeLessThanOrEqual(24_000_000);
  });

  test('Escape closes it and the focus is where it was; nothing was saved; each file is noted once as fetched', async () => {
    const { page } = visitor;
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('resultats.pdf');
    expect(await page.locator('iframe[sandbox="allow-scripts"]').count()).toBe(0);
    expect(downloads).toEqual([]);
    const noted = () =>
      running.tamper<{ count: string }>(
        'SELECT count(*) FROM part_downloads d JOIN recipients r ON r.id = d.recipient_id WHERE r.envelope_id = $1',
        [envelopeId],
      );
    await expect.poll(async () => Number((await noted())[0]?.count)).toBe(names.length);
  });

  test('it is saved when that is asked for, and the letter as a mail has every byte', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'notes.txt', exact: true }).click();
    const saving = page.waitForEvent('download');
    await tool(page, words('fr', 'open.preview.save')).click();
    expect(readFileSync(await (await saving).path())).toEqual(files.get('notes.txt'));
    await page.getByRole('button', { name: words('fr', 'open.preview.close') }).click();
    const mailing = page.waitForEvent('download');
    await page.getByRole('button', { name: words('fr', 'open.reader.saveMail') }).click();
    const mail = await PostalMime.parse(readFileSync(await (await mailing).path()));
    expect(mail.subject).toBe('Résultats');
    expect(mail.to?.[0]?.address).toBe(running.pli.account('member', 1).email);
    expect(mail.text).toContain('Voici l’été');
    expect(mail.html).toContain('<p>Voici l’été</p>');
    expect(
      mail.attachments.map(({ filename, content }) => ({
        filename,
        same: Buffer.from(content as ArrayBuffer).equals(files.get(filename ?? '') ?? Buffer.of(0)), // read as bytes
      })),
    ).toEqual(names.map((filename) => ({ filename, same: true })));
  });

  test('on a phone it fills the screen and spills over no side', async () => {
    const phone = await newVisitor(browser, running.pli.url, { viewport: { width: 390, height: 780 } });
    await enter(phone.page, running.pli.account('member', 1));
    await phone.page.goto(`/e/${reference}`);
    await openEnvelope(phone.page);
    await phone.page.getByRole('button', { name: 'resultats.pdf', exact: true }).click();
    await drawn(phone.page).waitFor({ timeout: 60_000 });
    const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    const box = await drawn(phone.page).boundingBox();
    expect(box?.width).toBeLessThanOrEqual(390);
    expect(await axeFindings(phone.page)).toEqual([]);
    await phone.leave();
  });
});
