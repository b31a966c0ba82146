import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter, openEnvelope, proveAddress, saveFile } from '../support/journey.ts';
import { referenceOf, referenceOfEnvelope, type SentLetter, sendAndWait } from '../support/letters.ts';
import { waitForMail } from '../support/mails.ts';
import { sha256 } from '../support/node-sender.ts';
import { sha256OfFile } from '../support/random-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const fr = (key: string, values: Record<string, string> = {}) => words('fr', key, values);
/** Two dots by two. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGP4z8DAAMIM////ZwAAHu8E/KPItPcAAAAASUVORK5CYII=',
  'base64',
);
/** One travels with the request, the other is uploaded. */
const photos = [
  { name: 'ordonnance 1.png', bytes: png },
  { name: 'ordonnance 2.png', bytes: Buffer.concat([png, Buffer.alloc(400_000)]) },
];
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const said = 'Bonjour Docteur,\nvoici mes deux ordonnances.';

describe('a patient answers at the link of her letter', () => {
  const running = withSharedPli();
  let browser: Browser;
  const files: string[] = [];
  const claire = () => running.pli.account('member', 1);
  const paul = () => running.pli.account('member', 0, 1);
  beforeAll(async () => {
    browser = await launchChromium();
    const folder = temporaryFolder('guest-answer');
    for (const { name, bytes } of photos) {
      files.push(path.join(folder, name));
      await writeFile(path.join(folder, name), bytes);
    }
  });
  afterAll(() => browser?.close());

  const letterTo = async (patient: string) =>
    sendAndWait(running, await running.person(claire()), {
      title: 'Votre examen',
      html: '<p>Pouvez-vous m’envoyer vos ordonnances ?</p>',
      recipients: [
        { address: patient, kind: 'to' },
        { address: paul().email, kind: 'cc' },
      ],
    });
  const arrive = async (page: Page, letter: SentLetter, patient: string) => {
    await page.goto(`/e/${referenceOf(letter, patient)}`);
    await proveAddress(page, running.pli.mailDir, patient);
    await openEnvelope(page);
  };
  const begin = (page: Page) => page.getByRole('button', { name: fr('answer.answer'), exact: true }).click();
  const text = (page: Page) => page.getByLabel(fr('answer.form.text'));
  const send = (page: Page) => page.getByRole('button', { name: fr('answer.form.send') }).click();
  const noSideways = async (page: Page) =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  test('on a phone: by link and code, with two photos, and has a receipt; who wrote to her reads it with both', async () => {
    const patient = 'patiente.reponse@example.org';
    const letter = await letterTo(patient);
    const visitor = await newVisitor(browser, running.pli.url, phone);
    const { page } = visitor;
    await arrive(page, letter, patient);
    await begin(page);
    await text(page).fill(said);
    await page.locator('input[type="file"]').setInputFiles(files);
    await expect.poll(() => page.locator('li[data-status="ready"]').count(), { timeout: 60_000 }).toBe(2);
    expect(await page.locator('li[data-status] img').count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await noSideways(page);
    await send(page);
    const receipt = page.getByTestId('answer-receipt');
    await receipt.getByRole('heading', { name: fr('answer.receipt.title') }).waitFor();
    const shown = await receipt.innerText();
    expect(shown).toMatch(/[0-9A-F]{4}-[0-9A-F]{4}/);
    expect(shown).not.toContain(paul().email);
    expect(await axeFindings(page)).toEqual([]);
    await noSideways(page);

    // it stands below her letter, and she reads it again, also after a reload
    await page.getByRole('button', { name: fr('answer.receipt.back') }).click();
    await page.getByRole('button', { name: /Relire/ }).click();
    const again = page.frameLocator('section iframe').last();
    await again.getByText('voici mes deux ordonnances.').waitFor();
    await page
      .getByText(photos[1]?.name ?? '')
      .first()
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await noSideways(page);
    await visitor.leave();

    const [row] = await running.tamper<{ id: string; recipients: number }>(
      `SELECT e.id, (SELECT count(*)::int FROM recipients r WHERE r.envelope_id = e.id) AS recipients
       FROM envelopes e WHERE e.in_reply_to = $1 AND e.author_kind = 'guest' AND e.state = 'sealed'`,
      [letter.envelopeId],
    );
    if (!row) throw new Error('no answer');
    expect(row.recipients).toBe(1);
    expect(shown).toContain(row.id.slice(-4).toUpperCase());
    const reference = await referenceOfEnvelope(running, row.id, claire().email);
    await waitForMail(running.pli.mailDir, claire().email, (mail) => mail.text.includes(`/e/${reference}`));
    const member = await newVisitor(browser, running.pli.url);
    await enter(member.page, claire());
    await member.page.goto(`/e/${reference}`);
    await openEnvelope(member.page);
    await member.page.getByRole('heading', { level: 1, name: 'Re : Votre examen' }).waitFor();
    await member.page.frameLocator('article iframe').getByText('Bonjour Docteur,').waitFor();
    for (const { name, bytes } of photos)
      expect(await sha256OfFile((await saveFile(member.page, name)).path)).toBe(sha256(bytes));
    await member.leave();
  });

  test('with her text kept: over a reload, without a network, and when the letter was withdrawn meanwhile', async () => {
    const patient = 'patient.retrait@example.org';
    const letter = await letterTo(patient);
    const visitor = await newVisitor(browser, running.pli.url, phone);
    visitor.expectComplaint(/status of 410|ERR_INTERNET_DISCONNECTED/);
    const { page, context } = visitor;
    await arrive(page, letter, patient);
    await begin(page);
    await text(page).fill(said);
    await page.getByRole('checkbox').check();
    await page.getByText(paul().email).first().waitFor();
    page.on('dialog', (dialog) => void dialog.accept()); // leaving asks
    const kept = () =>
      page.evaluate(async () => {
        if (!(await indexedDB.databases()).some(({ name }) => name === 'pli')) return 0;
        return new Promise<number>((resolve) => {
          const opening = indexedDB.open('pli');
          opening.onsuccess = () => {
            const count = opening.result.transaction('copies').objectStore('copies').count();
            count.onsuccess = () => {
              opening.result.close();
              resolve(count.result);
            };
          };
        });
      });
    await expect.poll(kept).toBe(1);
    await page.reload();
    await openEnvelope(page);
    await begin(page);
    await expect.poll(() => text(page).inputValue()).toBe(said);

    await context.setOffline(true);
    await send(page);
    await page.getByText(fr('answer.waiting.network')).waitFor();
    const sender = await running.person(claire());
    await sender.json('POST', `/api/envelopes/${letter.envelopeId}/withdraw`, {});
    await context.setOffline(false);
    await page.getByText(fr('answer.ended.withdrawn')).waitFor();
    await page.getByRole('button', { name: fr('answer.failed.copy') }).waitFor();
    expect(await text(page).inputValue()).toBe(said);
    expect(await axeFindings(page)).toEqual([]);
    await visitor.leave();
  });

  test('not where no answer is wished: she is told how to reach who wrote', async () => {
    const patient = 'patient.sans.reponse@example.org';
    const letter = await sendAndWait(running, await running.person(claire()), {
      title: 'Information',
      html: '<p>Ne pas répondre.</p>',
      marks: { noReply: true },
      recipients: [{ address: patient, kind: 'to' }],
    });
    const visitor = await newVisitor(browser, running.pli.url, phone);
    const { page } = visitor;
    await arrive(page, letter, patient);
    await page.getByText(fr('answer.noReply')).waitFor();
    expect(await page.getByRole('button', { name: fr('answer.answer'), exact: true }).count()).toBe(0);
    await visitor.leave();
  });
});
