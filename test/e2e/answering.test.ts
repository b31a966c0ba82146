import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { enter, openEnvelope, saveFile, send } from '../support/journey.ts';
import { referenceOf, referenceOfEnvelope, type SentLetter, sendAndWait } from '../support/letters.ts';
import { sha256 } from '../support/node-sender.ts';
import { sha256OfFile } from '../support/random-file.ts';
import { withSharedPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const said = 'Reprendre 5 mg le soir.';
const file = { name: 'ecg.pdf', bytes: new Uint8Array(300_000).map((_, at) => at % 251) };

describe('a letter is answered and passed on', () => {
  const running = withSharedPli();
  let browser: Browser;
  let letter: SentLetter;
  const claire = () => running.pli.account('member', 1);
  const marie = () => running.pli.account('member', 0, 0);
  const paul = () => running.pli.account('member', 0, 1);
  const outside = 'medecin.traitant@cabinet.example';
  beforeAll(async () => {
    browser = await launchChromium();
    letter = await sendAndWait(running, await running.person(claire()), {
      title: 'Avis',
      html: `<p>${said}</p><table><tr><td>Sodium</td><td>14</td></tr></table>`,
      files: [file],
      recipients: [
        { address: marie().email, kind: 'to' },
        { address: outside, kind: 'cc' },
      ],
    });
  });
  afterAll(() => browser?.close());

  const reading = async (page: Page) => {
    await enter(page, marie());
    await page.goto(`/e/${referenceOf(letter, marie().email)}`);
    await openEnvelope(page);
  };
  const editor = (page: Page) => page.locator('[contenteditable="true"]');
  const pills = (page: Page) => page.locator(`[data-field="to"] .mantine-Pill-label`).allInnerTexts();
  const sealOf = async (envelopeId: string) => {
    const [row] = await running.tamper<{ seal: Buffer; asked: Buffer }>(
      'SELECT e.seal, (SELECT seal FROM envelopes WHERE id = $2) AS asked FROM envelopes e WHERE e.id = $1',
      [envelopeId, letter.envelopeId],
    );
    if (!row) throw new Error('no such envelope');
    const { inReplyTo, forwards } = JSON.parse(row.seal.toString('utf8')) as {
      inReplyTo: string | null;
      forwards: string[];
    };
    return { inReplyTo, forwards, quoted: sha256(row.asked) };
  };

  test('by `a`, two words and Ctrl+Enter: to all it went to, under the text it answers, which the seal names', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await reading(page);
    expect(await axeFindings(page)).toEqual([]);
    await page.frameLocator('article iframe').getByText(said).click(); // the keys of the page work from inside the text
    await page.keyboard.press('a');
    await editor(page).waitFor();
    await expect.poll(() => editor(page).evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.type('Bien reçu.');
    expect(await pills(page)).toHaveLength(1);
    await page.getByText(outside).first().waitFor();
    expect(await page.getByLabel(words('fr', 'compose.fields.title'), { exact: true }).inputValue()).toBe(
      'Re\u00a0: Avis',
    );
    await page.locator('[data-save="saved"]').waitFor();
    await page.reload();
    await expect.poll(() => editor(page).innerText()).toContain('Bien reçu.');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/sent\//);
    const envelopeId = new URL(page.url()).pathname.split('/')[2] ?? '';
    const { inReplyTo, quoted } = await sealOf(envelopeId);
    expect(inReplyTo).toBe(quoted);
    await visitor.leave();

    const back = await newVisitor(browser, running.pli.url);
    await enter(back.page, claire());
    await back.page.goto(`/e/${await referenceOfEnvelope(running, envelopeId, claire().email)}`);
    await openEnvelope(back.page);
    const text = await back.page.frameLocator('iframe').locator('body').innerText();
    expect(text.indexOf('Bien reçu.')).toBeLessThan(text.indexOf(said));
    expect(text).toMatch(/Sodium\s+14/);
    await back.leave();
  });

  test('with its file, of which no byte is fetched or uploaded', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await reading(page);
    await page.getByRole('button', { name: words('fr', 'open.reader.answer.forward') }).click();
    await page.locator('li[data-status="stored"]').waitFor();
    const moved: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/vault/')) moved.push(`${request.method()} ${request.url()}`);
    });
    const to = page.getByLabel(words('fr', 'compose.fields.to'), { exact: true });
    await expect.poll(() => to.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.type(paul().email);
    await page.keyboard.press('Enter');
    const envelopeId = await send(page);
    expect(moved).toEqual([]);
    const { forwards, inReplyTo, quoted } = await sealOf(envelopeId);
    expect([forwards, inReplyTo]).toEqual([[quoted], null]);
    await visitor.leave();

    const reader = await newVisitor(browser, running.pli.url);
    await enter(reader.page, paul());
    await reader.page.goto(`/e/${await referenceOfEnvelope(running, envelopeId, paul().email)}`);
    await openEnvelope(reader.page);
    expect(await sha256OfFile((await saveFile(reader.page, file.name)).path)).toBe(sha256(file.bytes));
    await reader.leave();
  });

  test('not when it was withdrawn meanwhile: that is said, and the draft is empty', async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    visitor.expectComplaint(/status of 4(04|10|09)/);
    const { page } = visitor;
    const gone = await sendAndWait(running, await running.person(claire()), {
      title: 'Retiré',
      html: `<p>${said}</p>`,
      recipients: [{ address: marie().email, kind: 'to' }],
    });
    await enter(page, marie());
    await page.goto(`/e/${referenceOf(gone, marie().email)}`);
    await openEnvelope(page);
    const sender = await running.person(claire());
    await sender.json('POST', `/api/envelopes/${gone.envelopeId}/withdraw`, {});
    const drafts = () => running.tamper("SELECT id FROM envelopes WHERE state = 'draft'");
    const before = (await drafts()).length;
    await page.keyboard.press('r');
    await page.getByText(words('fr', 'compose.answer.failed')).waitFor();
    expect(await drafts()).toHaveLength(before);
    await editor(page).waitFor();
    expect((await editor(page).innerText()).trim()).toBe('');
    await visitor.leave();
  });
});
