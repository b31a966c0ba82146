import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { sendLetter } from '../support/node-sender.ts';
import { type Look, pageVisits, visitorFor, visitPage } from '../support/page-visits.ts';
import { until } from '../support/pli.ts';
import { withPli } from '../support/with-pli.ts';

const looks: readonly Look[] = [
  { locale: 'fr', colorScheme: 'light', width: 1280, height: 820 },
  { locale: 'en', colorScheme: 'dark', width: 1280, height: 820 },
  { locale: 'fr', colorScheme: 'dark', width: 360, height: 740 },
  { locale: 'en', colorScheme: 'light', width: 360, height: 740 },
];
const title = 'Avis cardiologique';

/** What the browser says about answers that are meant to be refusals. */
const refusalsOnPurpose = /status of 4(04|10)/;

describe('every page', () => {
  const running = withPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    const { pli } = running;
    const [claire, antoine] = [pli.account('member', 0), pli.account('member', 1)];
    const files = [{ name: 'électrocardiogramme.pdf', bytes: new Uint8Array(1_000) }];
    for (const [from, to] of [
      [claire, antoine],
      [antoine, claire],
    ] as const) {
      await sendLetter(await running.person(from), {
        title,
        html: '<p>Bonjour</p>',
        files,
        recipients: [
          { address: to.email, kind: 'to' },
          { address: 'mme.petit@courriel.example', kind: 'cc' },
        ],
      });
    }
    await until(
      async () => (await (await fetch(`${pli.url}/mails`)).text()).includes('mme.petit'),
      90,
      'no notification was caught',
    );
  });
  afterAll(() => browser?.close());

  for (const look of looks) {
    for (const role of ['stranger', 'member', 'administrator', 'auditor'] as const) {
      it(`is whole, accessible and quiet for a ${role} (${Object.values(look).join(' ')})`, async () => {
        const account = role === 'stranger' ? null : running.pli.account(role, 0);
        const visitor = await visitorFor(browser, running.pli.url, account, look);
        visitor.expectComplaint(refusalsOnPurpose);
        const findings: string[] = [];
        for (const visit of pageVisits.filter((one) => one.as === role)) {
          const { page } = visitor;
          await visitPage(page, visit);
          const violations = await axeFindings(page);
          const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          const seen = [
            ...violations,
            ...(tooWide > 0 ? [`${tooWide} px too wide`] : []),
            ...((await page.locator('html').getAttribute('lang')) === look.locale ? [] : ['wrong language']),
            ...((await page.title()).includes(title)
              ? ['title of an envelope in the title of the page']
              : []),
            ...((await page.locator('h1').count()) === 1 ? [] : ['not exactly one h1']),
          ];
          findings.push(...seen.map((finding) => `${visit.name}: ${finding}`));
        }
        expect(findings).toEqual([]);
        await visitor.leave();
      });
    }
  }
});
