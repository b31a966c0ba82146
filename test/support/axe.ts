import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds on the page at rest (WCAG 2.0 to 2.2, A and AA, and axe's best practices): one line a violation
 * with the elements, empty when it is clean. What is still fading in is looked at again.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  for (let looks = 1; ; looks++) {
    const findings = await findNow(page);
    if (findings.length === 0 || looks === 4) return findings;
    await page.waitForTimeout(500 * looks);
  }
}

/** Injected over DevTools, so the page's CSP stays as it is. */
async function findNow(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (context: Document, options: object) => Promise<AxeResults> };
    }; // just injected
    return axe.run(document, { iframes: false, resultTypes: ['violations'] });
  });
  return results.violations.map(
    (violation) =>
      `${violation.id} (${violation.impact}): ${violation.help}\n    ${violation.nodes
        .map(
          (node) =>
            `${node.html.slice(0, 160)} ${node.any
              .map((check) => check.message)
              .join('; ')
              .slice(0, 200)}`,
        )
        .join('\n    ')}`,
  );
}
