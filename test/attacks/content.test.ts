import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import type { HttpPerson } from '../support/http-person.ts';
import { openEnvelope, saveZip, signIn } from '../support/journey.ts';
import { referenceOf, sendAndWait } from '../support/letters.ts';
import type { SentFile } from '../support/node-sender.ts';
import { readStoredZip } from '../support/read-zip.ts';
import { withSharedPli } from '../support/with-pli.ts';

/** Names that mean something to a file system, a shell, a header or an eye. */
const hostileNames = [
  '../../../etc/passwd',
  '..\\..\\windows\\system32\\evil.dll',
  '/etc/shadow',
  'C:\\autoexec.bat',
  'facture\u202Efdp.exe',
  'a\0b.pdf',
  'retour\r\nSet-Cookie: x=1.txt',
  'compte "rendu" \'final\'.pdf',
  '<img src=x onerror=alert(1)>.txt',
  'CON',
  'nul.txt',
  '.htaccess',
  '...',
  ' espace .txt ',
  `${'long'.repeat(60)}.pdf`,
  'meme.txt',
  'meme.txt',
  'MEME.TXT',
];

/** What an attacker who writes the envelope without our page puts into the message. */
const hostileHtml = (spy: string) => `
  <p>texte honnête</p>
  <script>parent.pwned = 1; document.title = 'pwned'</script>
  <img src="x" onerror="parent.pwned = 1"><img src="${spy}/pixel.gif"><img srcset="${spy}/set.gif 2x">
  <svg onload="parent.pwned = 1"><script>parent.pwned = 1</script><image href="${spy}/svg.gif"/></svg>
  <iframe src="${spy}/frame"></iframe><object data="${spy}/object"></object><embed src="${spy}/embed">
  <link rel="stylesheet" href="${spy}/style.css"><style>@import "${spy}/import.css"; body { background: url(${spy}/bg.gif) } p::before { content: url(${spy}/before.gif) }</style>
  <p style="background: url(${spy}/inline.gif); position: fixed; inset: 0; z-index: 99999">couvrir</p>
  <a href="javascript:parent.pwned=1">js</a><a href="data:text/html,<script>parent.pwned=1</script>">data</a>
  <a href="${spy}/link" target="_top">sortir</a><base href="${spy}/"><meta http-equiv="refresh" content="0;url=${spy}/refresh">
  <form action="${spy}/form"><input name="password" autofocus onfocus="parent.pwned = 1"><button>ok</button></form>
  <video src="${spy}/video" autoplay></video><audio src="${spy}/audio" autoplay></audio><input type="image" src="${spy}/input.gif">
  <math><mtext><table><mglyph><style><img src onerror="parent.pwned=1"></style></mglyph></table></mtext></math>
  <noscript><p title="</noscript><img src=x onerror=parent.pwned=1>"></noscript>`;

describe('what comes in an envelope', () => {
  const running = withSharedPli();
  let browser: Browser;
  let reader: Visitor;
  let sender: HttpPerson;
  let spy: Server;
  let spyUrl: string;
  const spied: string[] = [];

  beforeAll(async () => {
    spy = createServer((request, response) => {
      spied.push(request.url ?? '');
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
    });
    await new Promise<void>((resolve) => spy.listen(0, '127.0.0.1', resolve));
    spyUrl = `http://127.0.0.1:${(spy.address() as AddressInfo).port}`; // a TCP server's address
    sender = await running.person(running.pli.account('member', 0));
    browser = await launchChromium();
    reader = await newVisitor(browser, running.pli.url);
    await signIn(reader.page, running.pli.account('member', 1));
    // the sanitiser parses the hostile markup in a document under our policy, which reports all that it refuses there
    reader.expectComplaint(/violates the following Content Security Policy directive/);
  });
  afterAll(async () => {
    await reader?.leave();
    await browser?.close();
    spy?.close();
  });

  async function openLetter(html: string, files: readonly SentFile[]): Promise<void> {
    const { email } = running.pli.account('member', 1);
    const letter = await sendAndWait(running, sender, {
      html,
      files,
      recipients: [{ address: email, kind: 'to' }],
    });
    await reader.page.goto(`/e/${referenceOf(letter, email)}`);
    await openEnvelope(reader.page);
  }

  test('file names are shown and saved without paths, control or direction marks, each once, in the page and in the ZIP', async () => {
    const bytes = (index: number) => new TextEncoder().encode(`${index}`);
    await openLetter(
      '<p>Bonjour</p>',
      hostileNames.map((name, index) => ({ name, bytes: bytes(index) })),
    );
    const entries = readStoredZip(readFileSync(await saveZip(reader.page)));
    expect(entries.map((entry) => entry.bytes.toString())).toEqual(
      hostileNames.map((_, index) => `${index}`),
    );
    const names = entries.map(({ name }) => name);
    for (const name of names) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(name).not.toMatch(/[/\\:*?"<>|\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
      expect(name).not.toMatch(/^\.|^\s|\s$|\.$|^$/);
      expect(name).not.toMatch(/^(con|nul)(\.|$)/i);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    }
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(await reader.page.evaluate('window.pwned')).toBeUndefined();
  });

  test('a message with scripts, remote pictures, frames and forms is shown as its text: nothing runs, nothing is fetched', async () => {
    const dialogs: string[] = [];
    reader.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const before = reader.page.url().split('/e/')[0];
    await openLetter(hostileHtml(spyUrl), []);
    const frame = reader.page.frameLocator('iframe');
    await frame.locator('body', { hasText: 'texte honnête' }).waitFor();
    await reader.page.waitForTimeout(1_500); // time for what must not happen
    expect(
      await frame
        .locator(
          'script, iframe, object, embed, form, input, svg, link, base, meta[http-equiv=refresh], video, audio',
        )
        .count(),
    ).toBe(0);
    expect(await frame.locator('[onerror], [onload], [onfocus], [src^="http"], [srcset]').count()).toBe(0);
    expect(await reader.page.evaluate('window.pwned')).toBeUndefined();
    expect(await reader.page.locator('iframe').getAttribute('sandbox')).not.toMatch(/allow-scripts/);
    expect(await reader.page.title()).not.toContain('pwned');
    expect(reader.page.url().startsWith(before ?? 'never')).toBe(true);
    expect(dialogs).toEqual([]);
    expect(spied).toEqual([]);
  });

  test('an SVG or HTML attachment is saved as bytes, never opened in the page', async () => {
    const evil = `<svg xmlns="http://www.w3.org/2000/svg" onload="parent.pwned=1"><script>fetch('${spyUrl}/svg')</script></svg>`;
    const files: SentFile[] = [
      { name: 'image.svg', mediaType: 'image/svg+xml', bytes: new TextEncoder().encode(evil) },
      {
        name: 'page.html',
        mediaType: 'text/html',
        bytes: new TextEncoder().encode(`<script>fetch('${spyUrl}/html')</script>`),
      },
    ];
    await openLetter('<p>Bonjour</p>', files);
    const { page } = reader;
    const pages = page.context().pages().length;
    const types = await page.evaluate(`new Promise((resolve) => {
      const found = [];
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => { found.push(blob.type); return make.call(URL, blob); };
      // until both files were handed out, and for more than both a moment longer
      const looking = setInterval(() => {
        if (found.length < 2) return;
        clearInterval(looking);
        setTimeout(() => resolve(found), 1000);
      }, 50);
      for (const button of document.querySelectorAll('li button[aria-label]')) button.click();
    })`);
    expect(types).toEqual(['application/octet-stream', 'application/octet-stream']);
    expect(page.context().pages().length).toBe(pages);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(spied).toEqual([]);
  });

  test('the vault hands its objects out as attachments of no type, sandboxed', async () => {
    const person = await running.person(running.pli.account('member', 1));
    const { email } = running.pli.account('member', 1);
    const letter = await sendAndWait(running, sender, { recipients: [{ address: email, kind: 'to' }] });
    const { objects } = await person.json<{
      objects: Record<string, { url: string; headers: Record<string, string> }>;
    }>('POST', `/api/e/${referenceOf(letter, email)}/open`, {});
    for (const { url, headers } of Object.values(objects)) {
      const answer = await fetch(new URL(url, running.pli.url), { headers });
      await answer.arrayBuffer();
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    }
  });
});
