import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDraftAnswer } from '../../lib/envelope/wire.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { accessTokenOf, runCommand } from '../support/command.ts';
import { dropFiles } from '../support/drop-files.ts';
import { enter, openEnvelope, saveFile, send, signIn, write } from '../support/journey.ts';
import { referenceOfEnvelope } from '../support/letters.ts';
import { sha256 } from '../support/node-sender.ts';
import { sha256OfFile } from '../support/random-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const fr = (key: string) => words('fr', key);
/** Two dots by two. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGP4z8DAAMIM////ZwAAHu8E/KPItPcAAAAASUVORK5CYII=',
  'base64',
);
/** The same, with bytes behind its end that nobody shows: too large to travel inside a request. */
const largePng = Buffer.concat([png, Buffer.alloc(300_000)]);
const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

describe('a picture in the text', () => {
  const running = withPli();
  let browser: Browser;
  let pngFile: string;
  beforeAll(async () => {
    browser = await launchChromium();
    pngFile = path.join(temporaryFolder('pictures'), 'lésion.png');
    await writeFile(pngFile, png);
  });
  afterAll(() => browser?.close());

  const recipient = () => running.pli.account('member', 1);
  const editorOf = (page: Page) => page.locator('[contenteditable="true"]');
  // the editor puts an image of its own behind a picture at a line's end
  const pictures = (page: Page) => editorOf(page).locator('img[src]');

  const widths = (page: Page) =>
    pictures(page).evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth));

  /** Waits until so many files of the draft on this page are stored whole, and its text, as it is stored, speaks of them. */
  async function untilKept(page: Page, files: number): Promise<void> {
    const person = await running.person(running.pli.account('member', 0));
    const stored = async () => {
      const draftId = new URL(page.url()).pathname.split('/')[2] ?? '';
      if (draftId === '') return 0;
      const { parts } = await person.json<OpenDraftAnswer>('POST', `/api/drafts/${draftId}/open`, {});
      return parts.filter(({ kind, segments }) => kind === 'attachment' && segments.length > 0).length;
    };
    await expect.poll(stored, { timeout: 60_000, interval: 500 }).toBe(files);
    // what is stored is noted two seconds later
    await page.waitForTimeout(3_000);
    await page.locator('[data-save="saved"]').waitFor();
  }

  /** As a screenshot is pasted: a file, and no text. */
  async function pasteFile(page: Page, bytes: Buffer, name: string, type: string): Promise<void> {
    await editorOf(page).evaluate(
      (editor, given) => {
        const octets = Uint8Array.from(atob(given.bytes), (letter) => letter.charCodeAt(0));
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([octets], given.name, { type: given.type }));
        editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      },
      { bytes: bytes.toString('base64'), name, type },
    );
  }

  async function composing() {
    const visitor = await newVisitor(browser, running.pli.url);
    await enter(visitor.page, running.pli.account('member', 0));
    await visitor.page.goto('/compose');
    await write(visitor.page, { to: [recipient().email], title: 'Image', message: 'Avant.' });
    return visitor;
  }

  test('that is pasted is shown, sealed, shown to who opens it, printed, and saved as it was', async () => {
    const visitor = await composing();
    const { page } = visitor;
    await pasteFile(page, png, 'lésion.png', 'image/png');
    await expect.poll(() => pictures(page).count()).toBe(1);
    await expect.poll(() => pictures(page).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(2);
    expect(await page.locator('li[data-status]').count()).toBe(0);
    await pictures(page).click();
    await page.getByLabel(fr('compose.editor.pictureWords')).fill('Lésion de la main gauche');
    await page.getByLabel(fr('compose.editor.pictureWords')).press('Enter');
    const envelopeId = await send(page);
    await visitor.leave();

    const reader = await newVisitor(browser, running.pli.url);
    await signIn(reader.page, recipient());
    const reference = await referenceOfEnvelope(running, envelopeId, recipient().email);
    await reader.page.goto(`/e/${reference}`);
    await openEnvelope(reader.page);
    const shown = reader.page.frameLocator('iframe').locator('img');
    await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(2);
    expect(await shown.getAttribute('alt')).toBe('Lésion de la main gauche');
    expect(await shown.getAttribute('src')).toMatch(/^blob:/);
    const printed = reader.page.getByTestId('printed-letter').locator('img');
    await expect.poll(() => printed.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(2);
    expect(await sha256OfFile((await saveFile(reader.page, 'lésion.png')).path)).toBe(sha256(png));
    await reader.leave();

    const env = { PLI_URL: running.pli.url, PLI_TOKEN: await accessTokenOf(running.pli.url, recipient()) };
    const out = path.join(temporaryFolder('opened'), 'letter');
    const opened = await runCommand(['open', reference, '--out', out, '--lang', 'fr'], { env });
    expect(opened, opened.err).toMatchObject({ code: 0 });
    expect(await readFile(path.join(out, 'message.txt'), 'utf8')).toMatch(
      /Avant\.\s*\[image\s: Lésion de la main gauche \(lésion\.png\)\]/,
    );
    expect(await sha256OfFile(path.join(out, 'lésion.png'))).toBe(sha256(png));
  });

  test('that is dropped into the text stands there; dropped beside it, it is a file', async () => {
    const visitor = await composing();
    const { page } = visitor;
    const place = await editorOf(page).boundingBox();
    if (!place) throw new Error('no editor');
    await dropFiles(page, [pngFile], { x: place.x + 40, y: place.y + 12 });
    await expect.poll(() => pictures(page).count()).toBe(1);
    await expect.poll(() => pictures(page).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(2);
    expect(await page.locator('li[data-status]').count()).toBe(0);
    const beside = await page.getByRole('heading', { name: fr('compose.files.heading') }).boundingBox();
    if (!beside) throw new Error('no files');
    await dropFiles(page, [pngFile], { x: beside.x + 5, y: beside.y + 5 });
    await expect.poll(() => page.locator('li[data-status]').count()).toBe(1);
    expect(await pictures(page).count()).toBe(1);
    await visitor.leave();
  });

  test('is shown again by a draft that is opened anew, from what is stored of it; taken out and taken back, it is still sealed', async () => {
    const visitor = await composing();
    const { page } = visitor;
    await pasteFile(page, png, 'petite.png', 'image/png');
    // too large to travel with the text
    await pasteFile(page, largePng, 'grande.png', 'image/png');
    await expect.poll(() => pictures(page).count()).toBe(2);
    await untilKept(page, 2);
    await page.reload();
    await expect.poll(() => pictures(page).count()).toBe(2);
    await expect.poll(() => widths(page)).toEqual([2, 2]);
    expect(await editorOf(page).innerText()).not.toContain('[');
    await pictures(page).first().click();
    await page.keyboard.press('Delete');
    await expect.poll(() => pictures(page).count()).toBe(1);
    await editorOf(page).press('ControlOrMeta+z');
    await expect.poll(() => pictures(page).count()).toBe(2);
    await expect.poll(() => widths(page)).toEqual([2, 2]);
    const envelopeId = await send(page);
    const rows = await running.tamper<{ attachment_count: number }>(
      'SELECT attachment_count FROM envelopes WHERE id = $1',
      [envelopeId],
    );
    expect(rows[0]?.attachment_count).toBe(2);
    await visitor.leave();
  });

  test('that is taken out of the text is no part of the letter; taken back, it is', async () => {
    const visitor = await composing();
    const { page } = visitor;
    await pasteFile(page, png, 'un.png', 'image/png');
    await expect.poll(() => pictures(page).count()).toBe(1);
    await editorOf(page).press('ControlOrMeta+z');
    await expect.poll(() => pictures(page).count()).toBe(0);
    await editorOf(page).press('ControlOrMeta+y');
    await expect.poll(() => pictures(page).count()).toBe(1);
    await pasteFile(page, png, 'deux.png', 'image/png');
    await expect.poll(() => pictures(page).count()).toBe(2);
    await editorOf(page).press('ControlOrMeta+z');
    await expect.poll(() => pictures(page).count()).toBe(1);
    const envelopeId = await send(page);
    const rows = await running.tamper<{ attachment_count: number }>(
      'SELECT attachment_count FROM envelopes WHERE id = $1',
      [envelopeId],
    );
    expect(rows[0]?.attachment_count).toBe(1);
    await visitor.leave();
  });

  test('that only claims to be one is left out, and said', async () => {
    const visitor = await composing();
    const { page } = visitor;
    await pasteFile(page, script, 'dessin.png', 'image/png');
    await page.locator('[class*=arrival]').filter({ hasText: '1 image' }).waitFor();
    expect(await pictures(page).count()).toBe(0);
    await visitor.leave();
  });
});
