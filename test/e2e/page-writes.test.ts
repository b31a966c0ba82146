import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { draftFromBefore } from '../support/draft-from-before.ts';
import { drop, enter, openEnvelope, saveFile, send, untilStored, write } from '../support/journey.ts';
import { referenceOfEnvelope } from '../support/letters.ts';
import { randomFile, sha256OfFile } from '../support/random-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const fr = (key: string) => words('fr', key);

describe('what the page writes', () => {
  const running = withPli();
  const folder = temporaryFolder('pli-written-');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const sender = () => running.pli.account('member', 0);
  const recipient = () => running.pli.account('member', 1);

  /** Requests by which a letter is written, as `METHOD kind`, from now on. */
  function writingOf(page: Page): string[] {
    const seen: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/vault/')) seen.push(`${request.method()} segment`);
      else if (pathname === '/api/vault-key') seen.push('GET vault-key');
      else if (pathname.startsWith('/api/drafts/'))
        seen.push(`${request.method()} ${pathname.split('/').slice(4).join('/') || 'draft'}`);
    });
    return seen;
  }

  async function expectArrived(envelopeId: string, files: readonly string[], mark?: string): Promise<void> {
    const reference = await referenceOfEnvelope(running, envelopeId, recipient().email);
    const reader = await newVisitor(browser, running.pli.url);
    await enter(reader.page, recipient());
    await reader.page.goto(`/e/${reference}`);
    await openEnvelope(reader.page);
    if (mark !== undefined) await reader.page.getByText(mark).first().waitFor();
    for (const file of files) {
      const saved = await saveFile(reader.page, path.basename(file));
      expect(await sha256OfFile(saved.path)).toBe(await sha256OfFile(file));
    }
    await reader.leave();
  }

  const formatOf = async (envelopeId: string) => {
    const [row] = await running.tamper<{ format: number }>('SELECT format FROM envelopes WHERE id = $1', [
      envelopeId,
    ]);
    return row?.format;
  };

  // Slow typing is saved more often, which is no part of sending: three tries at typing without a pause.
  test('a letter with a file of 200 KB is one request from the press of Send, and at most four in all', {
    retry: 2,
  }, async () => {
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    const file = path.join(folder, 'petit.bin');
    writeFileSync(file, randomBytes(200_000));
    await enter(page, sender());
    const written = writingOf(page);
    await page.goto('/compose');
    await page.locator('[contenteditable="true"]').waitFor();
    await write(page, { to: [recipient().email], title: 'Petite lettre', message: 'Bonjour.' });
    await drop(page, [file]);
    await page.getByText(fr('compose.options.title'), { exact: true }).click();
    await page.getByLabel(fr('compose.options.importance.label')).selectOption('high');
    const before = written.length;
    const envelopeId = await send(page);
    const sent = written.slice(before).filter((one) => one !== 'PUT content');
    expect(sent).toEqual(['POST seal']);
    expect(written.filter((one) => one !== 'PUT content')).toEqual(['GET vault-key', 'POST seal']);
    expect(written.length, written.join(', ')).toBeLessThanOrEqual(4);
    expect(await formatOf(envelopeId)).toBe(2);
    await visitor.leave();
    await expectArrived(envelopeId, [file], fr('letter.marks.importanceHigh.word'));
  });

  test('a letter that is taken back goes on with its file of 5 MB, of which no byte is fetched or uploaded again', async () => {
    await running.tamper('UPDATE organisations SET take_back_seconds = 60');
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    const file = await randomFile(5_000_000);
    await enter(page, sender());
    await page.goto('/compose');
    await write(page, { to: [recipient().email], title: 'Repris', message: 'Bonjour, un instant.' });
    await drop(page, [file]);
    await untilStored(page);
    const first = await send(page);
    const written = writingOf(page);
    await page.getByRole('button', { name: fr('common.takeBack.cancel'), exact: true }).click();
    await page.waitForURL(/\/compose\//);
    await page.locator('li[data-status]').waitFor();
    await untilStored(page);
    const draftId = new URL(page.url()).pathname.split('/')[2] ?? '';
    const saved = 'SELECT 1 FROM envelopes WHERE id = $1 AND draft_revision > 0';
    await expect.poll(() => running.tamper(saved, [draftId])).toHaveLength(1);
    // in another browser, as it was left
    const other = await newVisitor(browser, running.pli.url);
    await enter(other.page, sender());
    const writtenThere = writingOf(other.page);
    await other.page.goto(new URL(page.url()).pathname);
    await other.page.locator('li[data-status="stored"]').waitFor();
    expect(await other.page.locator('[contenteditable="true"]').textContent()).toContain('un instant');
    await visitor.leave();
    await running.tamper('UPDATE organisations SET take_back_seconds = 0');
    const second = await send(other.page);
    expect(second).not.toBe(first);
    await other.leave();
    const all = [...written, ...writtenThere];
    expect(
      all.filter((one) => one.startsWith('PUT') && one !== 'PUT content' && one !== 'PUT draft'),
    ).toEqual([]);
    expect(all).not.toContain('POST segments');
    expect(all).toContain('POST parts');
    // the manifest and the text of the letter that was opened again: nothing of the file
    expect(all.filter((one) => one === 'GET segment').length).toBeLessThanOrEqual(2);
    await expectArrived(second, [file]);
  });

  test('a draft that an earlier version of the page began is opened and sent whole, as it was begun', async () => {
    const bytes = randomBytes(9_000_000);
    const file = path.join(folder, 'avant.bin');
    writeFileSync(file, bytes);
    const person = await running.person(sender());
    const draftId = await draftFromBefore(person, {
      to: recipient().email,
      title: 'Commencé avant',
      html: '<p>Bonjour d’avant.</p>',
      file: { name: 'avant.bin', bytes },
    });
    const visitor = await newVisitor(browser, running.pli.url);
    const { page } = visitor;
    await enter(page, sender());
    await page.goto(`/compose/${draftId}`);
    await page.locator('li[data-status="stored"]').waitFor();
    const added = path.join(folder, 'ajout.txt');
    writeFileSync(added, 'ajouté aujourd’hui');
    await drop(page, [added]);
    await untilStored(page);
    await page.getByLabel(fr('compose.fields.title'), { exact: true }).fill('Fini maintenant');
    expect(await send(page)).toBe(draftId);
    expect(await formatOf(draftId)).toBe(1);
    await visitor.leave();
    await expectArrived(draftId, [file, added]);
  });
});
