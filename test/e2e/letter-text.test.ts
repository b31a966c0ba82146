import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseHtml } from '@/lib/letter-text/parse-html';
import { readMarkup } from '@/lib/letter-text/read-markup';
import { writeHtml } from '@/lib/letter-text/write-html';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { openEnvelope, send, signIn, write } from '../support/journey.ts';
import { referenceOf, sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const clipboard = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../unit/letter-text/pastes', `${name}.html`), 'utf8');

describe('the text of a letter', () => {
  const running = withSharedPli();
  let browser: Browser;
  let sender: Visitor;
  beforeAll(async () => {
    browser = await launchChromium();
    sender = await newVisitor(browser, running.pli.url, { viewport: { width: 1280, height: 1000 } });
    // a pasted style sheet is parsed in a document under our policy, which reports what it refuses there
    sender.expectComplaint(/Content Security Policy directive/);
    await signIn(sender.page, running.pli.account('member', 0));
  });
  afterAll(async () => {
    await sender?.leave();
    await browser?.close();
  });

  const compose = async (title: string) => {
    const { page } = sender;
    await page.goto('/compose');
    await page.locator('[contenteditable="true"]').waitFor();
    await write(page, { to: [running.pli.account('member', 1).email], title, message: '' });
    await page.locator('[contenteditable="true"]').click();
    return page;
  };

  test('is read as it was written: the same lines at the same places, blank lines, tables and lists too', async () => {
    const page = await compose('Comme écrit');
    await page.keyboard.type('Bonjour,');
    for (let n = 0; n < 3; n += 1) await page.keyboard.press('Enter');
    await page.keyboard.type('deux  blancs');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Enter');
    for (const name of ['excel', 'word', 'google-docs', 'laboratory', 'libreoffice']) {
      await paste(page, { html: clipboard(name) });
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Enter');
    }
    await page.keyboard.type('mot '.repeat(60));
    await page.keyboard.type('fin');
    const written = await lineBoxes(page, '.ProseMirror');
    const envelopeId = await send(page);
    await page.goto(`/sent/${envelopeId}/read`);
    await page.getByRole('button', { name: words('fr', 'open.sent.open') }).click();
    await page.frameLocator('iframe').locator('body', { hasText: 'Bonjour' }).waitFor();
    await page.waitForFunction(
      () => document.querySelector('iframe')?.contentDocument?.fonts.status === 'loaded',
    );
    await expect.poll(() => lineBoxes(page, null)).toEqual(written);
  });

  test('is what the command reads: the browser and parse5 give one letter', async () => {
    const person = await running.person(running.pli.account('member', 0));
    const { email } = running.pli.account('member', 1);
    const html = ['excel', 'word', 'google-docs', 'laboratory'].map(clipboard).join('');
    const letter = await sendAndWait(running, person, { html, recipients: [{ address: email, kind: 'to' }] });
    const { page } = sender;
    await page.goto(`/sent/${letter.envelopeId}/read`);
    await page.getByRole('button', { name: words('fr', 'open.sent.open') }).click();
    const body = page.frameLocator('iframe').locator('body', { hasText: 'Compte rendu' });
    await body.waitFor();
    expect(await body.innerHTML()).toBe(writeHtml(readMarkup(parseHtml(html)).document));
    await page.getByRole('note').getByText('2 dessins').waitFor();
  });

  test('is pasted in one step that one undo takes back, and says what a letter cannot hold', async () => {
    const page = await compose('Coller');
    await page.keyboard.type('avant ');
    await paste(page, { html: clipboard('word') });
    const text = page.locator('[contenteditable="true"]');
    await text.getByText('50 μg').waitFor();
    await page.getByRole('status').getByText('1 image').waitFor();
    await page.keyboard.type(' après');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(() => text.innerText()).toBe('avant ');
    const dot =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await paste(page, { html: `<p>tracé <img width="20" height="20" src="${dot}"></p>` });
    await text.locator('img[src][alt="image-1.png"]').waitFor();
    await paste(page, { html: '<b>14</b><b>0 signalé</b>', text: '14\t0 signalé' });
    await page.getByRole('status').getByText(words('fr', 'compose.editor.otherwise.title')).waitFor();
    await page.getByRole('status').getByText('140').waitFor();
    // columns of plain text are a table too
    await paste(page, { text: 'Sodium\t14\t0 signalé\nPotassium\t3\t9' });
    await expect
      .poll(() => text.locator('td').allInnerTexts())
      .toEqual(['Sodium', '14', '0 signalé', 'Potassium', '3', '9']);
  });

  test('is written with the keyboard alone: one stop for the tools, Tab goes from cell to cell', async () => {
    const page = await compose('Clavier');
    const tool = (name: 'bold' | 'italic' | 'table' | 'rowBelow') =>
      page.getByRole('button', { name: words('fr', `compose.editor.${name}`), exact: true });
    await page.keyboard.press('Shift+Tab');
    await expect.poll(() => focused(page)).toBe(words('fr', 'compose.editor.bold'));
    await page.keyboard.press('Shift+Tab');
    await expect.poll(() => focused(page)).not.toBe(words('fr', 'compose.editor.bold'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused(page)).toBe(words('fr', 'compose.editor.italic'));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => focused(page)).toBe(words('fr', 'compose.editor.redo'));
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe(words('fr', 'compose.fields.message'));
    await tool('table').focus();
    await page.keyboard.press('Enter');
    for (const cell of ['Analyse', '27 nov.', '29 nov.', 'Na', '14', '0', 'K', '3', '9', 'Ca']) {
      await page.keyboard.type(cell);
      await page.keyboard.press('Tab');
    }
    const rows = page.locator('[contenteditable="true"] tr');
    expect(await rows.count()).toBe(4);
    const cells = (row: number) => rows.nth(row).locator('th, td').allInnerTexts();
    expect(await cells(1)).toEqual(['Na', '14', '0']);
    expect((await cells(3))[0]).toBe('Ca');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('Cl');
    expect((await cells(3))[0]).toBe('Cl');
    expect(await tool('rowBelow').getAttribute('aria-disabled')).toBe('false');
  });

  test('has links that ask first, whatever button, modifier or key is used', async () => {
    const address = `${running.pli.url}/healthz?from=letter`;
    const page = await openFromOutside(`<p>Voir <a href="${address}">le <b>site</b></a></p>`);
    const link = page.frameLocator('iframe').getByRole('link', { name: 'le site' });
    const dialog = page.getByRole('dialog');
    const pages = page.context().pages().length;
    const here = page.url();
    type Press = () => Promise<void>;
    const presses: [string, Press][] = [
      ['left', () => link.locator('strong').click()],
      ['middle', () => link.click({ button: 'middle' })],
      ...(['Control', 'Shift', 'Alt', 'Meta'] as const).map((modifier): [string, Press] => [
        modifier,
        () => link.click({ modifiers: [modifier] }),
      ]),
      ['Enter', () => link.press('Enter')],
      ['Control+Enter', () => link.press('Control+Enter')],
    ];
    for (const [name, press] of presses) {
      await press();
      await dialog.getByText(address).waitFor();
      await dialog.getByRole('button', { name: words('fr', 'open.reader.link.cancel') }).click();
      await expect.poll(() => dialog.count(), { message: name }).toBe(0);
      expect(page.context().pages().length, name).toBe(pages);
      expect(page.url(), name).toBe(here);
    }
    await link.click();
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      dialog.getByRole('button', { name: words('fr', 'open.reader.link.open') }).click(),
    ]);
    expect(opened.url() === 'about:blank' || opened.url() === address).toBe(true);
    await opened.close();
  });

  test('follows the colour scheme of the page at every moment, and is dark on white on paper', async () => {
    const page = await openFromOutside(
      '<p>Nuit <del>5 mg</del></p><table><tr><td>Na</td><td>14</td></tr></table>',
    );
    const colour = () =>
      page.evaluate(() => {
        const inner = document.querySelector('iframe')?.contentDocument;
        return inner ? getComputedStyle(inner.body).color : null;
      });
    const ofPage = () => page.evaluate(() => getComputedStyle(document.body).color);
    for (const colorScheme of ['light', 'dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(colour).toBe(colorScheme === 'dark' ? 'rgb(228, 234, 235)' : 'rgb(23, 33, 36)');
      expect(await colour()).toBe(await ofPage());
    }
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await expect.poll(colour).toBe('rgb(0, 0, 0)');
    await page.emulateMedia({ colorScheme: null, media: null });
  });

  async function openFromOutside(html: string): Promise<Page> {
    const person = await running.person(running.pli.account('member', 1));
    const { email } = running.pli.account('member', 0);
    const letter = await sendAndWait(running, person, { html, recipients: [{ address: email, kind: 'to' }] });
    await sender.page.goto(`/e/${referenceOf(letter, email)}`);
    await openEnvelope(sender.page);
    await sender.page.frameLocator('iframe').locator('body > *').first().waitFor();
    return sender.page;
  }
});

/** What a paste gives the page: the event that Chromium makes of the clipboard. */
async function paste(page: Page, { html, text }: { html?: string; text?: string }): Promise<void> {
  await page.evaluate(
    ([asHtml, asText]) => {
      const clipboardData = new DataTransfer();
      if (asHtml) clipboardData.setData('text/html', asHtml);
      clipboardData.setData('text/plain', asText ?? '');
      document
        .querySelector('.ProseMirror')
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    [html, text] as const,
  );
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

/** Each line of text that is seen, with its place from the top left of the text; null: in the reader's frame. */
function lineBoxes(page: Page, selector: string | null): Promise<string[]> {
  return page.evaluate((editor) => {
    const found =
      editor === null
        ? document.querySelector('iframe')?.contentDocument?.body
        : document.querySelector(editor);
    if (!found) return [];
    const within = found.ownerDocument;
    const walker = within.createTreeWalker(found, NodeFilter.SHOW_TEXT);
    const boxes: string[] = [];
    let origin: DOMRect | null = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const range = within.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        origin ??= box;
        // a blank that would collapse is sealed as a no-break space, which is as wide
        const text = (node.nodeValue ?? '').replaceAll('\u00a0', ' ').slice(0, 12);
        if (box.width > 1)
          boxes.push(
            `${Math.round(box.x - origin.x)},${Math.round(box.y - origin.y)} ${Math.round(box.width)}x${Math.round(box.height)} ${text}`,
          );
      }
    }
    return boxes;
  }, selector);
}
