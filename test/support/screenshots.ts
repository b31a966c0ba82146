/**
 * Pictures of every page of a running Pli, to look at: two widths, light and dark, French and English, with what axe
 * finds on each.
 *
 *   npx tsx test/support/screenshots.ts http://127.0.0.1:3000 <data folder> <folder of pictures> [name of a page] [fr|en]
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axeFindings } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { signIn } from './journey.ts';
import type { Account } from './pli.ts';

type Locale = 'fr' | 'en';
type Visit = {
  name: string;
  as: Account['role'] | 'stranger';
  path: string;
  prepare?: (page: Page) => Promise<void>;
};

const visits: readonly Visit[] = [
  { name: 'sign-in', as: 'stranger', path: '/sign-in' },
  { name: 'forgot', as: 'stranger', path: '/password/forgot' },
  { name: 'bad-link', as: 'stranger', path: '/password#nothing' },
  { name: 'help', as: 'stranger', path: '/help' },
  { name: 'not-found', as: 'stranger', path: '/nothing-here' },
  { name: 'inbox', as: 'member', path: '/inbox' },
  { name: 'sent', as: 'member', path: '/sent' },
  { name: 'drafts', as: 'member', path: '/drafts' },
  { name: 'compose', as: 'member', path: '/compose' },
  { name: 'status', as: 'member', path: '/sent', prepare: openFirst('/sent/') },
  { name: 'settings', as: 'member', path: '/settings' },
  { name: 'members', as: 'administrator', path: '/members' },
  { name: 'organisation', as: 'administrator', path: '/organisation' },
  { name: 'audit', as: 'auditor', path: '/audit' },
  { name: 'mails', as: 'member', path: '/mails' },
  { name: 'mail', as: 'stranger', path: '/mails', prepare: openFirst('/mails/') },
  { name: 'letter', as: 'stranger', path: '/mails', prepare: followFirstLetter },
];

const sizes = [
  { name: 'desk', width: 1280, height: 820 },
  { name: 'phone', width: 390, height: 780 },
] as const;

function openFirst(prefix: string) {
  return async (page: Page) => {
    const first = page.locator(`main a[href^="${prefix}"]`).first();
    if ((await first.count()) === 0) return;
    await first.click();
    await page.waitForURL((url) => url.pathname.startsWith(prefix));
  };
}

async function followFirstLetter(page: Page) {
  for (const href of await page
    .locator('main a[href^="/mails/"]')
    .evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
    await page.goto(href ?? '');
    const html = await page.locator('iframe').getAttribute('srcdoc');
    const link = /href="([^"]*\/e\/[\w-]{32})"/.exec(html ?? '')?.[1];
    if (link === undefined) continue;
    await page.goto(link);
    return;
  }
}

async function photograph(context: BrowserContext, visit: Visit, file: string): Promise<void> {
  const page = await context.newPage();
  page.on(
    'console',
    (message) => message.type() === 'error' && console.log(`  console: ${message.text().slice(0, 300)}`),
  );
  page.on('pageerror', (error) => console.log(`  error: ${error.message.slice(0, 300)}`));
  await page.goto(visit.path, { waitUntil: 'networkidle' });
  await visit.prepare?.(page);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: file, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) console.log(`  ${overflow} px too wide`);
  for (const finding of await axeFindings(page)) console.log(`  axe: ${finding}`);
  await page.close();
}

async function statesOf(browser: Browser, baseURL: string, accounts: readonly Account[], locale: Locale) {
  const states = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();
  for (const role of ['member', 'administrator', 'auditor'] as const) {
    const account = accounts.find((one) => one.role === role);
    if (account === undefined) continue;
    const context = await browser.newContext({ baseURL, locale: 'fr-FR' });
    const page = await context.newPage();
    await signIn(page, account);
    await page.request.post('/api/locale', { data: { locale }, headers: { origin: baseURL } });
    states.set(role, await context.storageState());
    await context.close();
  }
  return states;
}

async function main([
  baseURL = '',
  dataDir = '',
  folder = '/tmp/pli-pictures',
  only = '',
  language = 'fr',
]: string[]) {
  const locale = language === 'en' ? 'en' : 'fr';
  // Written by the seed in this shape.
  const accounts = JSON.parse(readFileSync(path.join(dataDir, 'demo-accounts.json'), 'utf8')) as Account[];
  mkdirSync(folder, { recursive: true });
  const browser = await launchChromium();
  const states = await statesOf(browser, baseURL, accounts, locale);
  for (const { name, width, height } of sizes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const visit of visits.filter((one) => only === '' || only.split(',').includes(one.name))) {
        const state = states.get(visit.as);
        const context = await browser.newContext({
          baseURL,
          colorScheme,
          viewport: { width, height },
          locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
          timezoneId: 'Europe/Paris',
          ...(state ? { storageState: state } : {}),
        });
        const file = path.join(folder, `${visit.name}-${name}-${colorScheme}-${locale}.png`);
        console.log(file);
        await photograph(context, visit, file).catch((error: unknown) =>
          console.log(`  ${String(error).slice(0, 300)}`),
        );
        await context.close();
      }
    }
  }
  await browser.close();
}

await main(process.argv.slice(2));
