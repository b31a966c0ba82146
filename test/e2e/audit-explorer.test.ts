import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awayFromMidnight } from '../support/away-from-midnight.ts';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter } from '../support/journey.ts';
import { sendAndWait } from '../support/letters.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const w = (key: string, values: Record<string, string> = {}) => words('fr', `audit.${key}`, values);
const patient = 'patiente.exploree@exterieur.example';

describe('the audit explorer and the statistics, in a browser', () => {
  const running = withPli();
  let browser: Browser;
  let envelopeId: string;
  beforeAll(async () => {
    await awayFromMidnight(240); // "today", "the day before" and "this week" are those of the letter
    browser = await launchChromium();
    const sender = await running.person(running.pli.account('member', 0));
    const recipients = [patient, 'autre.personne@exterieur.example'].map((address) => ({
      address,
      kind: 'to' as const,
    }));
    ({ envelopeId } = await sendAndWait(running, sender, { recipients }));
  }, 400_000);
  afterAll(() => browser?.close());

  const open = async (path: string, role: 'auditor' | 'administrator' = 'auditor') => {
    const visitor = await newVisitor(browser, running.pli.url, { viewport: { width: 1280, height: 900 } });
    await enter(visitor.page, running.pli.account(role, 0));
    await visitor.page.goto(path);
    return visitor;
  };
  const rows = (page: Page) => page.getByRole('table', { name: w('table.label') }).locator('tbody tr');
  const apply = (page: Page) => page.getByRole('button', { name: w('filters.apply'), exact: true }).click();
  const chooseEvents = async (page: Page, events: readonly string[]) => {
    const field = page.getByRole('combobox', { name: w('filters.events') });
    for (const event of events) {
      await field.fill(w(`events.${event}.name`));
      await page.getByRole('option', { name: w(`events.${event}.name`), exact: true }).click();
    }
    await page.keyboard.press('Escape');
  };

  test('several events, a person and today are one filter; the counts under it agree with the list', async () => {
    const visitor = await open('/audit');
    const { page } = visitor;
    await chooseEvents(page, ['SubmissionAcceptance', 'ConsignmentNotification']);
    await page.getByLabel(w('filters.period')).selectOption('today');
    await apply(page);
    await page.getByText(w('events.TimestampObtained.sentence')).waitFor({ state: 'detached' });
    const found = await rows(page).count();
    expect(found).toBeGreaterThanOrEqual(3);
    const byEvent = page.getByRole('table', { name: w('counts.byEvent') });
    await expect
      .poll(async () =>
        (await byEvent.locator('td').allInnerTexts()).reduce((sum, text) => sum + Number(text), 0),
      )
      .toBe(found);
    await page.getByLabel(w('filters.person')).fill(patient);
    await apply(page);
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(page.url()).not.toContain('@');
    expect(await axeFindings(page)).toEqual([]);
    await visitor.leave();
  });

  test('the chart has its figures as a table', async () => {
    const visitor = await open('/audit');
    const { page } = visitor;
    await page.locator('.recharts-surface').first().waitFor();
    await page.getByText(w('counts.table')).click();
    const table = page.getByRole('table', { name: w('counts.charts.hour') });
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      w('counts.when'),
      w('groups.envelopes'),
      w('groups.people'),
      w('groups.audit'),
    ]);
    await table.locator('tbody tr').first().waitFor();
    await visitor.leave();
  });

  test('from an entry to the timelines of its envelope, of a person and of the day, and back, with no address in the URL', async () => {
    const visitor = await open('/audit');
    const { page } = visitor;
    await page.getByLabel(w('filters.envelope')).fill(envelopeId);
    await apply(page);
    await expect.poll(() => rows(page).filter({ hasText: patient }).count()).toBeGreaterThan(0);
    await rows(page)
      .first()
      .getByRole('button', { name: w('timeline.goEnvelope') })
      .click();
    await page.getByRole('heading', { name: w('timeline.envelope') }).waitFor();
    const lane = page.getByRole('region', { name: patient });
    await lane.getByText(w('events.ConsignmentNotification.sentence', { recipient: patient })).waitFor();
    const whole = page.getByRole('region', { name: w('timeline.whole'), exact: true });
    await whole.locator('ol > li').first().getByText('a scellé et envoyé un pli').waitFor();
    await lane.getByText(w('timeline.technical')).first().click();
    await lane.getByText('ConsignmentNotification', { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const bundle = page.waitForEvent('download');
    await page.getByRole('button', { name: words('fr', 'evidence.button.label') }).click();
    expect((await bundle).suggestedFilename()).toMatch(/\.zip$/);

    await lane.getByRole('button', { name: patient, exact: true }).first().click();
    await page.getByRole('heading', { name: w('timeline.person') }).waitFor();
    await page.locator('ol > li').first().waitFor();
    expect(page.url()).not.toContain('@');
    await page.goBack();
    await rows(page).first().waitFor();
    await rows(page).first().getByRole('cell').first().getByRole('button').click();
    await page.getByRole('heading', { name: /^Journée du / }).waitFor();
    await page.locator('ol > li').first().waitFor();
    await page.getByRole('button', { name: w('timeline.previousDay') }).click();
    await page.getByText(w('timeline.emptyText')).waitFor();
    await page.getByRole('button', { name: w('timeline.back') }).click();
    await rows(page).first().waitFor();
    await visitor.leave();
  });

  test('filters come back by reload, Back and a kept link; no person is in any URL', async () => {
    const visitor = await open('/audit');
    const { page } = visitor;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const person = page.getByLabel(w('filters.person'));
    const period = page.getByLabel(w('filters.period'));
    await person.fill(patient);
    await period.selectOption('week');
    await chooseEvents(page, ['ConsignmentNotification']);
    await apply(page);
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(new URL(page.url()).search).toBe('?period=week&events=ConsignmentNotification');
    const link = page.url();

    await page.reload();
    await expect.poll(() => person.inputValue()).toBe(patient);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.goto('/statistics');
    await page.goBack();
    await expect.poll(() => person.inputValue()).toBe(patient);
    expect(await period.inputValue()).toBe('week');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.goto('/help');
    await page.goto(link);
    await expect.poll(() => period.inputValue()).toBe('week');
    expect(await person.inputValue()).toBe('');
    expect(asked.filter((url) => /patiente|%40|@/.test(url))).toEqual([]);
    await visitor.leave();
  });

  test('a filter is saved, shared, applied by a colleague, renamed and deleted', async () => {
    const visitor = await open('/audit');
    const { page } = visitor;
    await chooseEvents(page, ['SignedIn']);
    await page.getByRole('button', { name: w('saved.save') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(w('saved.name')).fill('Connexions');
    await dialog.getByRole('switch', { name: w('saved.share') }).check();
    await dialog.getByRole('button', { name: w('saved.confirm') }).click();
    await page.getByText(w('saved.done', { name: 'Connexions' })).waitFor();

    const colleague = await open('/audit', 'administrator');
    await colleague.page.getByRole('button', { name: w('saved.apply', { name: 'Connexions' }) }).click();
    const sentences = () => rows(colleague.page).allInnerTexts();
    await expect
      .poll(async () => (await sentences()).filter((text) => !text.includes('s’est connecté')))
      .toEqual([]);
    expect((await sentences()).length).toBeGreaterThan(0);
    await colleague.leave();

    const actions = page.getByRole('button', { name: w('saved.actions', { name: 'Connexions' }) });
    await actions.click();
    await page.getByRole('button', { name: w('saved.change') }).click();
    await dialog.getByLabel(w('saved.name')).fill('Qui se connecte');
    await dialog.getByRole('button', { name: w('saved.confirm') }).click();
    await page.getByRole('button', { name: w('saved.apply', { name: 'Qui se connecte' }) }).waitFor();
    await page.getByRole('button', { name: w('saved.actions', { name: 'Qui se connecte' }) }).click();
    await page.getByRole('button', { name: w('saved.delete'), exact: true }).click();
    await dialog.getByRole('button', { name: w('saved.delete') }).click();
    await page
      .getByRole('button', { name: w('saved.apply', { name: 'Qui se connecte' }) })
      .waitFor({ state: 'detached' });
    await visitor.leave();
  });

  test('the log is checked on demand, and an entry’s proof saved', async () => {
    const visitor = await open('/audit');
    const { page } = visitor;
    await page.getByRole('button', { name: w('proof.verify') }).click();
    const state = page.getByRole('region', { name: w('proof.title') });
    await expect.poll(() => state.innerText(), { timeout: 60_000 }).toMatch(/Vérifié le .* intact/);
    await page
      .getByRole('button', { name: /Détail de l’entrée/ })
      .last()
      .click();
    const saved = page.waitForEvent('download');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: w('proof.download') })
      .click();
    const proof = readFileSync(await (await saved).path(), 'utf8');
    expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex \d+\n/);
    expect(await axeFindings(page)).toEqual([]);
    await visitor.leave();
  });

  test('the statistics show what was sent, as tiles, charts, tables and a file', async () => {
    const visitor = await open('/statistics');
    const { page } = visitor;
    await page.locator('.recharts-surface').first().waitFor();
    const tile = page.locator('dl > div', { hasText: words('fr', 'statistics.totals.sent') });
    expect(Number(await tile.locator('dd').innerText())).toBeGreaterThanOrEqual(1);
    const title = words('fr', 'statistics.charts.envelopes');
    const figure = page.getByRole('region', { name: title, exact: true });
    await figure.getByText(words('fr', 'statistics.table.show')).click();
    const weeks = figure.getByRole('table', { name: title }).locator('tbody tr');
    await expect.poll(() => weeks.count()).toBe(12);
    expect(Number(await weeks.last().locator('td').first().innerText())).toBeGreaterThanOrEqual(1);
    await page.getByLabel(words('fr', 'statistics.range.title')).selectOption('weeks4');
    await expect.poll(() => weeks.count()).toBe(4);
    expect(await axeFindings(page)).toEqual([]);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: words('fr', 'statistics.csv') }).click();
    const csv = readFileSync(await (await saved).path(), 'utf8');
    expect(csv.split('\r\n')[0]).toContain('Semaine du;Genre;Service;Plis envoyés');
    expect(csv).not.toContain('@');
    await visitor.leave();
  });
});
