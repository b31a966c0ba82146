import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { openEnvelope, signIn } from '../support/journey.ts';
import { expectedOnPaper, paragraphCounts, sendNumberedLetters } from '../support/numbered-letters.ts';
import { numbersOn, papers, sheetsOf } from '../support/printed.ts';
import { withPli } from '../support/with-pli.ts';

describe('a letter on paper', () => {
  const running = withPli();
  let browser: Browser;
  let visitor: Visitor;
  let references: Map<number, string>;
  beforeAll(async () => {
    browser = await launchChromium({ whole: true });
    references = await sendNumberedLetters(running);
    visitor = await newVisitor(browser, running.pli.url, { colorScheme: 'dark' });
    await signIn(visitor.page, running.pli.account('member', 1));
  }, 300_000);
  afterAll(async () => {
    await visitor?.leave();
    await browser?.close();
  });

  const printed = async (page: Page, size: keyof typeof papers, margin: number) => {
    const { width, height } = papers[size];
    const side = `${margin}cm`;
    return sheetsOf(
      await page.pdf({
        width: `${width}cm`,
        height: `${height}cm`,
        margin: { top: side, bottom: side, left: side, right: side },
      }),
    );
  };

  for (const paragraphs of paragraphCounts) {
    test(`of ${paragraphs} paragraphs has every one of them, in order, on any paper`, async () => {
      const { page } = visitor;
      const reference = references.get(paragraphs) ?? '';
      await page.goto(`/e/${reference}`);
      await openEnvelope(page);
      const all = Array.from({ length: paragraphs }, (_, index) => index + 1);
      for (const size of ['A4', 'A5'] as const) {
        for (const margin of [1, 2]) {
          const sheets = await printed(page, size, margin);
          expect(numbersOn(sheets), `${size}, ${margin} cm`).toEqual(all);
          const text = sheets.join('\n').replace(/\s+/g, ' ');
          for (const words of expectedOnPaper(running, paragraphs, reference)) expect(text).toContain(words);
          sheets.forEach((sheet, index) => {
            const lines = sheet.trimEnd().split('\n');
            const foot = lines.pop()?.replace(/\s/g, '');
            expect(foot).toContain(`${reference}${index + 1}/${sheets.length}`);
            expect(lines.join(''), 'no blank sheet').toMatch(/\S/);
          });
          expect(text).not.toMatch(/Aller au contenu|Réception|Brouillons|Se déconnecter/);
        }
      }
    });
  }

  test('is black on white, also where the screen is dark, and dark again afterwards', async () => {
    const { page } = visitor;
    await page.goto(`/e/${references.get(6)}`);
    await openEnvelope(page);
    const scheme = () =>
      page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'));
    expect(await scheme()).toBe('dark');
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    const paper = await page.evaluate(() => ({
      ground: getComputedStyle(document.body).backgroundColor,
      ink: getComputedStyle(document.querySelector('[data-testid="printed-letter"] p') as Element).color,
    }));
    expect(paper).toEqual({ ground: 'rgb(255, 255, 255)', ink: 'rgb(0, 0, 0)' });
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await scheme()).toBe('dark');
  });
});
