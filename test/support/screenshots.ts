/**
 * Pictures of every page of a running Pli, to look at: two widths, light and dark, with what axe finds on each.
 *
 *   npx tsx test/support/screenshots.ts http://127.0.0.1:3000 <data folder> <folder of pictures> [pages,…] [fr|en]
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { axeFindings } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { pageVisits, visitorFor, visitPage } from './page-visits.ts';
import type { Account } from './pli.ts';

const sizes = [
  { name: 'desk', width: 1280, height: 820 },
  { name: 'phone', width: 390, height: 780 },
] as const;

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
  for (const { name, width, height } of sizes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const role of ['stranger', 'member', 'administrator', 'auditor'] as const) {
        const visits = pageVisits.filter(
          (one) => one.as === role && (only === '' || only.split(',').includes(one.name)),
        );
        if (visits.length === 0) continue;
        const account = accounts.find((one) => one.role === role) ?? null;
        const visitor = await visitorFor(browser, baseURL, account, { locale, colorScheme, width, height });
        for (const visit of visits) {
          const file = path.join(folder, `${visit.name}-${name}-${colorScheme}-${locale}.png`);
          await visitPage(visitor.page, visit);
          await visitor.page.screenshot({ path: file });
          console.log(
            [file, ...(await axeFindings(visitor.page)), ...visitor.complaints.splice(0)].join('\n  '),
          );
        }
        await visitor.context.close();
      }
    }
  }
  await browser.close();
}

await main(process.argv.slice(2));
