import type { Page, Request } from 'playwright-core';
import { newVisitor, type Visitor } from './chromium.ts';
import { signIn } from './journey.ts';
import type { Account } from './pli.ts';

export type PageVisit = {
  name: string;
  as: Account['role'] | 'stranger';
  path: string;
  /** Goes on from there, e.g. to the first envelope of a list. */
  prepare?: (page: Page) => Promise<void>;
};

/** Every page Pli has, and as whom to look at it. */
export const pageVisits: readonly PageVisit[] = [
  { name: 'sign-in', as: 'stranger', path: '/sign-in' },
  { name: 'forgot', as: 'stranger', path: '/password/forgot' },
  { name: 'bad-link', as: 'stranger', path: '/password#nothing' },
  { name: 'help', as: 'stranger', path: '/help' },
  { name: 'verify', as: 'stranger', path: '/verify' },
  { name: 'api-docs', as: 'stranger', path: '/api/docs' },
  { name: 'not-found', as: 'stranger', path: '/nothing-here' },
  { name: 'mail', as: 'stranger', path: '/mails', prepare: openFirst('/mails/') },
  { name: 'letter', as: 'stranger', path: '/mails', prepare: followFirstLetter },
  { name: 'inbox', as: 'member', path: '/inbox' },
  { name: 'sent', as: 'member', path: '/sent' },
  { name: 'status', as: 'member', path: '/sent', prepare: openFirst('/sent/') },
  { name: 'drafts', as: 'member', path: '/drafts' },
  { name: 'archive', as: 'member', path: '/archive' },
  { name: 'trash', as: 'member', path: '/trash' },
  { name: 'later', as: 'member', path: '/later' },
  { name: 'search', as: 'member', path: '/search' },
  { name: 'folders', as: 'member', path: '/folders' },
  { name: 'contacts', as: 'member', path: '/contacts' },
  { name: 'compose', as: 'member', path: '/compose' },
  { name: 'settings', as: 'member', path: '/settings' },
  { name: 'mails', as: 'member', path: '/mails' },
  { name: 'members', as: 'administrator', path: '/members' },
  { name: 'mailboxes', as: 'administrator', path: '/mailboxes' },
  { name: 'mailbox', as: 'administrator', path: '/mailboxes', prepare: openFirst('/mailboxes/') },
  { name: 'exports', as: 'administrator', path: '/exports' },
  { name: 'organisation', as: 'administrator', path: '/organisation' },
  { name: 'vault', as: 'administrator', path: '/vault' },
  { name: 'audit', as: 'auditor', path: '/audit' },
  { name: 'statistics', as: 'auditor', path: '/statistics' },
];

/** How a page is looked at. */
export type Look = { locale: 'fr' | 'en'; colorScheme: 'light' | 'dark'; width: number; height: number };

/** Opens a page as it is described and waits until it is at rest. */
export async function visitPage(page: Page, visit: PageVisit): Promise<void> {
  const quiet = watchNetwork(page);
  await page.goto(visit.path);
  await atRest(page, quiet);
  if (!visit.prepare) return;
  await visit.prepare(page);
  await atRest(page, quiet);
}

/** Loaded, and the network quiet; the end of some requests of a page with a frame is never told, which is then looked at as it is. */
async function atRest(page: Page, quiet: () => Promise<void>): Promise<void> {
  await page.waitForLoadState('load');
  await quiet();
  await page.locator('h1').first().waitFor();
}

/** What waits, five seconds at most, until nothing was under way for half a second but the stream that is there for good. */
function watchNetwork(page: Page): () => Promise<void> {
  const underWay = new Set<Request>();
  let changedAt = Date.now();
  const note = (change: (request: Request) => void) => (request: Request) => {
    if (new URL(request.url()).pathname === '/api/live') return;
    change(request);
    changedAt = Date.now();
  };
  page.on(
    'request',
    note((request) => underWay.add(request)),
  );
  const ended = note((request) => underWay.delete(request));
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return async () => {
    const until = Date.now() + 5_000;
    while (Date.now() < until && (underWay.size > 0 || Date.now() - changedAt < 500))
      await page.waitForTimeout(50);
  };
}

/** A window for somebody, signed in where the visits need it, in the given look. */
export async function visitorFor(
  browser: Parameters<typeof newVisitor>[0],
  baseURL: string,
  account: Account | null,
  look: Look,
): Promise<Visitor> {
  const visitor = await newVisitor(browser, baseURL, {
    locale: look.locale === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'Europe/Paris',
    colorScheme: look.colorScheme,
    viewport: { width: look.width, height: look.height },
  });
  const { page } = visitor;
  await page.goto('/help');
  await choose(page, baseURL, 'fr');
  if (account !== null) await signIn(page, account);
  await choose(page, baseURL, look.locale);
  return visitor;
}

async function choose(page: Page, baseURL: string, locale: Look['locale']): Promise<void> {
  await page.request.post('/api/locale', { data: { locale }, headers: { origin: baseURL } });
}

function openFirst(prefix: string) {
  return async (page: Page) => {
    const first = page.locator(`main a[href^="${prefix}"]`).first();
    if ((await first.count()) === 0) return;
    await first.click();
    await page.waitForURL((url) => url.pathname.startsWith(prefix));
  };
}

async function followFirstLetter(page: Page): Promise<void> {
  const mails = await page
    .locator('main a[href^="/mails/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  for (const href of mails) {
    await page.goto(href);
    const html = await page.locator('iframe').getAttribute('srcdoc');
    const link = /href="([^"]*\/e\/[\w-]{32})"/.exec(html ?? '')?.[1];
    if (link === undefined) continue;
    await page.goto(link);
    return;
  }
}
