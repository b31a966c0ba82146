import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';

const title = 'Lettre de liaison';

describe('the texts of letters are searched', () => {
  const running = withSharedPli();
  let browser: Browser;
  const reader = () => running.pli.account('member', 0);
  beforeAll(async () => {
    browser = await launchChromium();
    await sendAndWait(running, await running.person(running.pli.account('member', 1)), {
      title,
      html: '<p>Le patient vit</p><p>rue Quatrefages, chez sa sœur.</p>',
      recipients: [{ address: reader().email, kind: 'to' }],
    });
  });
  afterAll(() => browser?.close());

  const field = (page: Page) => page.locator('[data-search]:visible');
  const row = (page: Page) => page.locator('[data-row]').filter({ hasText: title });

  test('by words of what was read, once it was read, in a tab and the next; the words leave the browser in no request but the search itself', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, reader());
    await page.goto('/search');
    await field(page).fill('quatrefages');
    await page.getByText('Aucun texte à chercher').waitFor();

    const kept = page.waitForResponse(
      (answer) => answer.request().method() === 'PUT' && /search-piece$/.test(answer.url()),
    );
    await page.goto('/inbox');
    await row(page).first().click();
    expect((await kept).status()).toBe(204);

    await page.goto('/search');
    await field(page).fill('quatref');
    await row(page).waitFor();
    await page.getByText('d’un pli lu').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await field(page).fill('vit rue soeur');
    await row(page).waitFor();
    await field(page).fill('quatrefages dans:archives');
    await row(page).waitFor({ state: 'detached' });
    await field(page).fill('quatrefegas');
    await page.getByRole('status').filter({ hasText: 'Rien trouvé' }).waitFor();
    await field(page).fill('quatrefagse');
    await page.getByRole('status').filter({ hasText: 'proches' }).waitFor();
    await row(page).waitFor();
    await visitor.leave();
  });
});
