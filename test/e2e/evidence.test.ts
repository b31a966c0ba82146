import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyFile } from '../../lib/verify/verify-file';
import { axeFindings } from '../support/axe.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { inOrder } from '../support/in-order.ts';
import {
  drop,
  enter,
  openEnvelope,
  proveAddress,
  saveFile,
  send,
  signIn,
  untilStored,
  write,
} from '../support/journey.ts';
import { untilWorkedOff } from '../support/letters.ts';
import { envelopePath, waitForMail } from '../support/mails.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const guestAddress = 'dr.anne.lemaire@cabinet.example';
const title = 'Résultats du 22 novembre';
const fileNames = ['analyse.txt', 'courbe.csv'];

describe('evidence, in a real browser', () => {
  const running = withPli();
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-evidence-'));
  const bundles: Record<string, string> = {};
  let savedFile = '';
  let browser: Browser;
  let sender: Visitor;
  let envelopeId: string;

  beforeAll(async () => {
    for (const name of fileNames) writeFileSync(path.join(folder, name), `contenu de ${name}\n`.repeat(500));
    browser = await launchChromium();
    sender = await newVisitor(browser, running.pli.url);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  inOrder();
  const memberAccount = () => running.pli.account('member', 1);

  /** Presses « Preuves » and keeps what the browser saved. */
  async function takeEvidence(page: Page, name: string): Promise<void> {
    const download = page.waitForEvent('download', { timeout: 120_000 });
    await page.getByRole('button', { name: words('fr', 'evidence.button.label'), exact: true }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^(preuves-pli|preuve-message)-\d{4}-\d\d-\d\d\.zip$/);
    bundles[name] = path.join(folder, `${name}.zip`);
    await saved.saveAs(bundles[name]);
  }

  test('a member seals two files for a member and a guest', async () => {
    const { page } = sender;
    await enter(page, running.pli.account('member', 0));
    await page.goto('/compose');
    await write(page, { to: [memberAccount().email, guestAddress], title, message: 'Voici les résultats.' });
    await drop(
      page,
      fileNames.map((name) => path.join(folder, name)),
    );
    await untilStored(page);
    envelopeId = await send(page);
    await untilWorkedOff(running, envelopeId); // its timestamp stands in every bundle
  });

  test('the recipients open it and take their evidence: a member, and a guest', async () => {
    const member = await newVisitor(browser, running.pli.url);
    await enter(member.page, memberAccount());
    await member.page.goto(envelopePath(await waitForMail(running.pli.mailDir, memberAccount().email)));
    await openEnvelope(member.page);
    await takeEvidence(member.page, 'member');
    await member.leave();
    const guest = await newVisitor(browser, running.pli.url);
    await guest.page.goto(envelopePath(await waitForMail(running.pli.mailDir, guestAddress)));
    await proveAddress(guest.page, running.pli.mailDir, guestAddress);
    await openEnvelope(guest.page);
    savedFile = path.join(folder, 'saved-by-the-guest');
    writeFileSync(savedFile, readFileSync((await saveFile(guest.page, fileNames[1] ?? '')).path));
    await takeEvidence(guest.page, 'guest');
    await guest.leave();
  });

  test('the sender takes it from the status page, and an administrator from the audit', async () => {
    await sender.page.goto(`/sent/${envelopeId}`);
    await takeEvidence(sender.page, 'sender');
    await sender.leave();
    const administrator = await newVisitor(browser, running.pli.url);
    const { page } = administrator;
    await signIn(page, running.pli.account('administrator', 0));
    const made = await page.request.post(`/api/audit/evidence/${envelopeId}`, {
      headers: { origin: running.pli.url, 'sec-fetch-site': 'same-origin' },
    });
    expect(made.status()).toBe(200);
    bundles.administrator = path.join(folder, 'administrator.zip');
    writeFileSync(bundles.administrator, await made.body());
    await administrator.leave();
  });

  test('the verifier finds nothing wrong with any of them, and the seal is time-stamped', async () => {
    for (const [name, file] of Object.entries(bundles)) {
      const report = await verifyFile(new Blob([new Uint8Array(readFileSync(file))]));
      expect(
        report.checks.filter(({ state }) => state === 'failed'),
        name,
      ).toEqual([]);
      expect(report.checks.find(({ check }) => check === 'seal-timestamp')?.state).toBe('verified');
      expect(report.envelope?.envelopeId).toBe(envelopeId);
      const manifest = report.checks.find(({ check }) => check === 'manifest');
      const opened = { sender: 'pending', administrator: undefined }[name];
      expect(manifest?.state, name).toBe(name in { sender: 0, administrator: 0 } ? opened : 'verified');
    }
  });

  test('/verify says so to anybody, knows the saved file again, and no request carries anything', async () => {
    const stranger = await newVisitor(browser, running.pli.url);
    const { page } = stranger;
    await page.goto('/verify');
    // The browser sometimes never reports the quiet.
    await page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);
    const requests: { method: string; url: string; body: Buffer | null }[] = [];
    page.on('request', (request) =>
      requests.push({ method: request.method(), url: request.url(), body: request.postDataBuffer() }),
    );
    const chooser = page.locator('input[data-chooser="verify"]');
    await chooser.setInputFiles([bundles.guest ?? '', savedFile]);
    await page.locator('[data-verdict="recognised"]').waitFor();
    const recognised = await page.locator('[data-verdict="recognised"]').innerText();
    expect(recognised).toContain('pièce jointe 2');
    expect(recognised).toContain(title);
    expect(await page.locator('[data-verdict="verified"]').innerText()).toContain(guestAddress);
    expect(await axeFindings(page)).toEqual([]);

    const spoiled = readFileSync(bundles.guest ?? '');
    const receipt = spoiled.indexOf('%PDF-') + 1_000; // a byte of a file, not of the archive around it
    spoiled.writeUInt8(spoiled.readUInt8(receipt) ^ 1, receipt);
    await chooser.setInputFiles({ name: 'spoiled.zip', mimeType: 'application/zip', buffer: spoiled });
    await page.locator('[data-verdict="failed"] [data-state="failed"]').first().waitFor();
    await chooser.setInputFiles({
      name: 'photo.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('no photo'),
    });
    await page.locator('[data-verdict="unreadable"]').waitFor();

    // Scripts of the build may come late; nothing else is asked for, and nothing at all is sent.
    expect(requests.filter(({ method, body }) => method !== 'GET' || body !== null)).toEqual([]);
    expect(requests.filter(({ url }) => !/^(blob:|[^?]*\/_next\/static\/[^?]*$)/.test(url))).toEqual([]);
    await stranger.leave();
  });
});
