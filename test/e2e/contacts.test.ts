import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const csv = [
  'Prénom;Nom;Adresse de messagerie;Société;Rue (bureau)',
  'Hélène;Lebœuf;helene@ville.example;Clinique du Lac;1 rue des Lilas',
  'Paul;Martin;paul@ville.example;;',
  'Sans;Adresse;;;',
].join('\r\n');

describe('the address book', () => {
  const running = withSharedPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const open = async (member: number, locale: 'fr' | 'en' = 'fr', width = 1_280): Promise<Visitor> => {
    const visitor = await newVisitor(browser, running.pli.url, { viewport: { width, height: 800 } });
    const { page } = visitor;
    await enter(page, running.pli.account('member', 0, member));
    await page.goto('/contacts');
    if (locale === 'en')
      await page.getByRole('button', { name: words('fr', 'common.language.switchTo') }).click();
    await page.getByRole('heading', { level: 1, name: words(locale, 'contacts.title') }).waitFor();
    return visitor;
  };
  const button = (page: Page, key: string, locale: 'fr' | 'en' = 'fr') =>
    page.getByRole('button', { name: words(locale, `contacts.${key}`), exact: true });
  const shown = (page: Page) =>
    page
      .getByRole('list', { name: words('fr', 'contacts.list') })
      .getByRole('listitem')
      .getByRole('button')
      .allInnerTexts();
  const clean = async (page: Page) => expect(await axeFindings(page)).toEqual([]);
  const press = async (page: Page, key: string) => {
    await button(page, key).focus();
    await page.keyboard.press('Enter');
  };

  test('by keys alone: two are added, merged, found by typing, removed and put back, and offered by the composer', async () => {
    const visitor = await open(0);
    const { page } = visitor;
    for (const [name, address] of [
      ['Marie Durand', 'marie@ville.example'],
      ['Durand M.', 'm.durand@ville.example'],
    ] as const) {
      await press(page, 'add');
      const field = page.getByRole('textbox', { name: words('fr', 'contacts.form.name'), exact: true });
      await field.and(page.locator(':focus')).waitFor();
      await page.keyboard.type(name);
      await page.keyboard.press('Tab');
      await page.keyboard.type(address);
      await clean(page);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect.poll(() => shown(page)).toContain(name);
    }
    for (const name of ['Durand M.', 'Marie Durand']) {
      await page.getByRole('checkbox', { name: words('fr', 'contacts.choose', { name }) }).focus();
      await page.keyboard.press('Space');
    }
    await clean(page);
    await press(page, 'merge');
    const note = page.getByRole('textbox', { name: words('fr', 'contacts.form.note'), exact: true });
    await expect.poll(() => note.inputValue()).toBe('Nom\u00a0: Marie Durand');
    const save = words('fr', 'contacts.form.saveMerged');
    await page.getByRole('dialog').getByRole('button', { name: save, exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => shown(page)).toEqual(['Durand M.']);

    await page.getByRole('searchbox', { name: words('fr', 'contacts.search') }).focus();
    await page.keyboard.type('personne');
    await page.getByText(words('fr', 'contacts.noneTitle')).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('marie@v');
    await expect.poll(() => shown(page)).toEqual(['Durand M.']);
    expect(page.url()).toMatch(/\/contacts$/);

    await page.getByRole('checkbox', { name: words('fr', 'contacts.choose', { name: 'Durand M.' }) }).focus();
    await page.keyboard.press('Space');
    await press(page, 'remove');
    await page.getByText(words('fr', 'contacts.noneTitle')).waitFor();
    await press(page, 'undo');
    await expect.poll(() => shown(page)).toEqual(['Durand M.']);

    await page.goto('/compose');
    await page.getByLabel(words('fr', 'compose.fields.to'), { exact: true }).pressSequentially('durand');
    await page.getByRole('option', { name: /m\.durand@ville\.example/ }).waitFor();
    await page.getByRole('option', { name: /marie@ville\.example/ }).waitFor();
    await visitor.leave();
  });

  test('a table of Outlook is imported on a phone: what is good is added once, the rest named by its line; it comes back as a file', async () => {
    const visitor = await open(1, 'fr', 390);
    const { page } = visitor;
    const bytes = Buffer.from([...csv].map((one) => (one === 'œ' ? 0x9c : one.charCodeAt(0))));
    const importFile = async () => {
      await button(page, 'import').click();
      await button(page, 'file.choose').waitFor();
      const file = { name: 'contacts.csv', mimeType: 'text/csv', buffer: bytes };
      await page.locator('input[type="file"]').setInputFiles(file);
      await page.getByText('2 contacts peuvent être ajoutés.').waitFor();
      await page.getByText('Ligne 4\u00a0: aucune adresse (Sans Adresse)').waitFor();
      await page.getByText('Rue (bureau) (1)').waitFor();
      await clean(page);
      await page.getByRole('button', { name: 'Ajouter 2 contacts' }).click();
    };
    await importFile();
    await page.getByText('2 contacts ajoutés.').waitFor();
    await button(page, 'file.close').click();
    await expect.poll(() => shown(page)).toEqual(['Hélène Lebœuf', 'Paul Martin']);
    await importFile();
    await page.getByText('Aucun contact ajouté.').waitFor();
    await page.getByText('Ligne 2\u00a0: helene@ville.example (Hélène Lebœuf)').waitFor();
    await clean(page);
    await button(page, 'file.close').click();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);

    await button(page, 'export').click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: words('fr', 'contacts.exportCsv') }).click();
    const stream = await (await downloading).createReadStream();
    const text = Buffer.concat(await stream.toArray()).toString('utf8');
    expect(text.split('\r\n')[1]).toBe('Hélène Lebœuf;helene@ville.example;;;;;Clinique du Lac;;;');
    await visitor.leave();
  });

  test('speaks English, and says what is wrong with an address without losing what was typed', async () => {
    const visitor = await open(2, 'en');
    const { page } = visitor;
    await clean(page);
    await button(page, 'add', 'en').click();
    const name = page.getByRole('textbox', { name: words('en', 'contacts.form.name'), exact: true });
    await name.fill('Nobody');
    await page
      .getByRole('textbox', { name: words('en', 'contacts.form.address'), exact: true })
      .fill('not one');
    await button(page, 'form.save', 'en').click();
    await page.getByRole('alert').getByText('“not one” is not an address.').waitFor();
    expect(await name.inputValue()).toBe('Nobody');
    await visitor.leave();
  });
});
