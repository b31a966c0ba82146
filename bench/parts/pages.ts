/** What pages load before a person can use them, and how soon a small letter can be read. */

import type { EnvelopeListAnswer } from '../../lib/envelope/wire';
import type { CdpPage } from '../../test/support/cdp-page.ts';
import type { CdpEvent } from '../../test/support/cdp-pipe.ts';
import { CdpPipe } from '../../test/support/cdp-pipe.ts';
import { button, type SignedIn, signedIn } from '../../test/support/compose-by-devtools.ts';
import { HttpPerson } from '../../test/support/http-person.ts';
import { sendLetter } from '../../test/support/node-sender.ts';
import { Pli } from '../../test/support/pli.ts';
import { words } from '../../test/support/words.ts';
import { median } from '../measure.ts';
import { type Begun, type Keys, rounded } from '../part.ts';

const rounds = 5;
const quietMilliseconds = 1_500;
/** Chromium's "Slow 4G": 1.44 Mbit/s down, 562 ms. */
const slow4G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };

export async function pages(begun: Begun): Promise<Keys> {
  const pli = await Pli.start({ begun: true });
  begun.push(() => pli.stop());
  const browser = await CdpPipe.launch();
  begun.push(() => browser.close());
  const author = await new HttpPerson(pli.url).signIn(pli.account('member', 0));
  const recipient = pli.account('member', 1);
  const reader = await new HttpPerson(pli.url).signIn(recipient);
  const references = [];
  for (let n = 0; n <= rounds; n++) {
    const answer = await sendLetter(author, { recipients: [{ address: recipient.email, kind: 'to' }] });
    references.push(await referenceOf(reader, answer.envelopeId));
  }
  const nobody = new HttpPerson(pli.url);
  const kib = async (person: HttpPerson, path: string) => (await loaded(browser, person, path)).scriptKib;
  const opened = [];
  for (const reference of references) opened.push(await openSmall(browser, reader, reference));
  const counted = opened.slice(1); // the first fills caches
  return {
    js_kib_sign_in: await kib(nobody, '/sign-in'),
    js_kib_open: await kib(reader, `/e/${references[0]}`),
    js_kib_inbox: await kib(author, '/inbox'),
    js_kib_compose: await kib(author, '/compose'),
    compose_lcp_ms: rounded((await loaded(browser, author, '/compose', slow4G)).largestPaint),
    small_open_ms: rounded(median(counted.map(({ milliseconds }) => milliseconds))),
    small_open_requests: rounded(median(counted.map(({ requests }) => requests))),
  };
}

async function referenceOf(reader: HttpPerson, envelopeId: string): Promise<string> {
  for (;;) {
    const { items } = await reader.json<EnvelopeListAnswer>('GET', '/api/envelopes?box=inbox');
    const found = items.find((one) => one.envelopeId === envelopeId);
    if (found?.reference) return found.reference;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Counts what a page asks for; `sizes` are bytes over the line, as compressed. */
function watch(page: CdpPage) {
  const types = new Map<string, string>();
  let [requests, scriptBytes, last] = [0, 0, Date.now()];
  const stop = page.browser.listen(({ method, params }: CdpEvent) => {
    if (!method.startsWith('Network.')) return;
    last = Date.now();
    const id = String(params.requestId);
    if (
      method === 'Network.requestWillBeSent' &&
      /^http/.test(String((params.request as { url?: string })?.url))
    )
      requests += 1;
    if (method === 'Network.responseReceived') types.set(id, String(params.type));
    // headers included, as the line carries them
    if (method === 'Network.loadingFinished' && types.get(id) === 'Script')
      scriptBytes += Number(params.encodedDataLength);
  });
  return { stop, counts: () => ({ requests, scriptBytes, quietFor: Date.now() - last }) };
}

async function blank(browser: CdpPipe, person: HttpPerson): Promise<{ page: CdpPage; who: SignedIn }> {
  const who = await signedIn(browser, person);
  const page = await who.open('/healthz');
  await page.send('Network.enable');
  await page.send('Network.setCacheDisabled', { cacheDisabled: true });
  return { page, who };
}

/** A page as a browser without a cache loads it, until nothing more comes. */
async function loaded(browser: CdpPipe, person: HttpPerson, path: string, line?: typeof slow4G) {
  const { page, who } = await blank(browser, person);
  if (line) await page.send('Network.emulateNetworkConditions', line);
  await page.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `new PerformanceObserver((list) => { for (const e of list.getEntries()) window.largestPaint = e.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });`,
  });
  const seen = watch(page);
  await page.bringToFront();
  await page.goto(new URL(path, person.baseUrl).href);
  while (seen.counts().quietFor < quietMilliseconds) await new Promise((resolve) => setTimeout(resolve, 100));
  seen.stop();
  const largestPaint = await page.evaluate<number>('window.largestPaint ?? 0');
  await page.close();
  await who.close();
  return { largestPaint, scriptKib: rounded(seen.counts().scriptBytes / 1_024, 1) };
}

/** From the link to the checked text on the page, with the press on Open the moment the button is there. */
async function openSmall(browser: CdpPipe, person: HttpPerson, reference: string) {
  const { page, who } = await blank(browser, person);
  await page.send('Network.setCacheDisabled', { cacheDisabled: false });
  await page.bringToFront();
  const openButton = button(words('fr', 'open.letter.open'));
  await page.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `new MutationObserver(() => {
      const open = ${openButton};
      if (open && !window.pressed) { window.pressed = true; open.click(); }
      if (!window.shownAt && document.querySelector('iframe[srcdoc], iframe[src^="blob:"]')) window.shownAt = performance.now();
    }).observe(document, { childList: true, subtree: true, attributes: true });`,
  });
  const seen = watch(page);
  await page.goto(new URL(`/e/${reference}`, person.baseUrl).href);
  await page.until('window.shownAt > 0');
  const milliseconds = await page.evaluate<number>('window.shownAt');
  seen.stop();
  await page.close();
  await who.close();
  return { milliseconds, requests: seen.counts().requests };
}
