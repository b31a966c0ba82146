import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenEnvelopeAnswer } from '../../lib/envelope/wire';
import { batchDocumentOf } from '../../lib/envelope-format/batch.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { dropFiles } from '../support/drop-files.ts';
import { inOrder } from '../support/in-order.ts';
import {
  drop,
  openEnvelope,
  proveAddress,
  saveFile,
  saveZip,
  send,
  signIn,
  untilStored,
  write,
} from '../support/journey.ts';
import { untilWorkedOff } from '../support/letters.ts';
import { caughtMails, envelopePath, waitForMail } from '../support/mails.ts';
import { sha256 } from '../support/node-sender.ts';
import { strangerChecks } from '../support/outside-verifiers.ts';
import { until } from '../support/pli.ts';
import { randomFile, sha256OfFile } from '../support/random-file.ts';
import { readStoredZip } from '../support/read-zip.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const guestAddress = 'dr.anne.lemaire@cabinet.example';
const secretWords = 'le patient va beaucoup mieux';

/** As dropped, and as it may be saved on any system. */
const files = [
  { dropped: 'scanner thoracique.dcm', saved: 'scanner thoracique.dcm' },
  { dropped: `compte rendu d'été "final".pdf`, saved: "compte rendu d'été _final_.pdf" },
  { dropped: 'vide.txt', saved: 'vide.txt' },
];

describe('the main job, in a real browser', () => {
  const running = withPli();
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-dropped-'));
  const paths = files.map(({ dropped }) => path.join(folder, dropped));
  let browser: Browser;
  let sender: Visitor;
  let envelopeId: string;
  let digests: string[];

  beforeAll(async () => {
    linkSync(await randomFile(100_000_000), paths[0] ?? '');
    writeFileSync(paths[1] ?? '', 'Tout va bien. '.repeat(1_000));
    writeFileSync(paths[2] ?? '', '');
    digests = await Promise.all(paths.map(sha256OfFile));
    browser = await launchChromium({ whole: true });
    sender = await newVisitor(browser, running.pli.url);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  inOrder();

  const memberAccount = () => running.pli.account('member', 1);

  test('a member signs in, writes, drops 100 MB and two small files, and seals', async () => {
    const { page } = sender;
    await signIn(page, running.pli.account('member', 0));
    await page
      .getByRole('link', { name: words('fr', 'common.compose') })
      .first()
      .click();
    await page.waitForURL(/\/compose/);
    await write(page, {
      to: [memberAccount().email, guestAddress],
      title: 'Imagerie du 21 novembre',
      message: `Bonjour, ${secretWords}.`,
    });
    await drop(page, paths.slice(0, 2));
    await dropFiles(page, paths.slice(2));
    // An empty file is joined only when it is meant.
    const question = page.getByRole('dialog').filter({ hasText: 'vide.txt' });
    await question.getByRole('button').last().click();
    await expect.poll(() => page.locator('li[data-status]').count()).toBe(3);
    await untilStored(page);
    envelopeId = await send(page);
    await page.locator('main').getByText('Imagerie du 21 novembre').first().waitFor();
  });

  test('each recipient is notified by a mail that holds a link and nothing of the content', async () => {
    for (const address of [memberAccount().email, guestAddress]) {
      const mail = await waitForMail(running.pli.mailDir, address);
      expect(mail.headers['Auto-Submitted'] ?? mail.headers['auto-submitted']).toBe('auto-generated');
      for (const content of [secretWords, 'scanner', 'compte rendu', 'vide.txt']) {
        expect(`${mail.text}${mail.html}${mail.subject}`).not.toContain(content);
      }
    }
    expect(caughtMails(running.pli.mailDir)).toHaveLength(2);
  });

  test('the member opens it from the mail, and what she saves is what was dropped, one by one and as a ZIP', async () => {
    const member = await newVisitor(browser, running.pli.url);
    const { page } = member;
    await page.goto(envelopePath(await waitForMail(running.pli.mailDir, memberAccount().email)));
    await page.getByRole('link', { name: words('fr', 'open.letter.signIn') }).click();
    await page.waitForURL(/\/sign-in\?next=/);
    await signIn(page, memberAccount());
    await expectSameFiles(page);
    await member.leave();
  });

  test('the guest proves the address by a code, opens it from the mail, and saves the same', async () => {
    const guest = await newVisitor(browser, running.pli.url);
    const { page } = guest;
    await page.goto(envelopePath(await waitForMail(running.pli.mailDir, guestAddress)));
    await proveAddress(page, running.pli.mailDir, guestAddress);
    await expectSameFiles(page);
    await guest.leave();
  });

  test('the sender sees for each recipient that it was notified, opened and downloaded', async () => {
    const { page } = sender;
    await page.goto(`/sent/${envelopeId}`);
    const recipients = page.locator('main ul > li').filter({ hasText: '@' });
    for (const address of [memberAccount().email, guestAddress]) {
      const steps = recipients.filter({ hasText: address }).first();
      await steps.getByText(words('fr', 'mail.status.step.notified')).waitFor();
      await steps.getByText(words('fr', 'mail.status.step.opened'), { exact: false }).first().waitFor();
      await steps.getByText('3 fichiers téléchargés sur 3').waitFor();
    }
    await sender.leave();
  });

  test('a stranger with gpg and openssl accepts the seal', async () => {
    await untilWorkedOff(running, envelopeId);
    const person = await running.person(running.pli.account('member', 0));
    const answer = await person.json<OpenEnvelopeAnswer>('POST', `/api/envelopes/${envelopeId}/open`, {});
    const seal = Buffer.from(answer.seal, 'base64');
    const files = {
      document: seal,
      batch: answer.batch,
      batchDocument: answer.batch && (await batchDocumentOf(seal, answer.batch)),
      signature: answer.sealSignature,
      sealingKey: answer.sealingKey,
      timestampResponse: Buffer.from(answer.timestampResponse ?? '', 'base64'),
      roots: answer.timestampRoots,
    };
    expect(strangerChecks(files)).toEqual({ signed: true, stamped: true, inBatch: true });
    const other = Buffer.from(seal);
    other.writeUInt8(other.readUInt8(100) ^ 1, 100);
    expect(strangerChecks({ ...files, document: other })).toMatchObject({ inBatch: false });
    const batchDocument = Buffer.from(files.batchDocument ?? '');
    batchDocument.writeUInt8(batchDocument.readUInt8(20) ^ 1, 20);
    expect(strangerChecks({ ...files, batchDocument })).toMatchObject({ signed: false, stamped: false });
  });

  test('the audit export shows every step, to the administrator of each side', async () => {
    const expected = {
      SubmissionAcceptance: 1,
      TimestampObtained: 1,
      ConsignmentNotification: 2,
      ContentHandover: 2,
      PartDownloaded: 6,
    };
    for (const organisation of [0, 1]) {
      const administrator = await newVisitor(browser, running.pli.url);
      const { page } = administrator;
      await signIn(page, running.pli.account('administrator', organisation));
      await page.goto('/audit');
      const lines = await exported(page, 'jsonl');
      const events = lines
        .map((line) => JSON.parse(line) as { leaf?: { event: string; envelope: string | null } }) // docs/audit-log.md, section 3
        .flatMap(({ leaf }) => (leaf?.envelope === envelopeId ? [leaf.event] : []));
      // The recipient's organisation reads what happened at its own side, and that it was sent.
      const counts = Object.fromEntries(
        Object.keys(expected).map((event) => [event, events.filter((found) => found === event).length]),
      );
      if (organisation === 0) expect(counts).toEqual(expected);
      else expect(counts).toMatchObject({ ContentHandover: 1, PartDownloaded: 3 });
      expect(events).toContain('LinkFetched');
      const csv = await exported(page, 'csv');
      expect(csv.filter((line) => line.includes(envelopeId)).length).toBe(events.length);
      expect(`${lines.join()}${csv.join()}`).not.toContain(secretWords);
      await administrator.leave();
    }
  });

  async function expectSameFiles(page: Page): Promise<void> {
    await openEnvelope(page);
    await page.frameLocator('iframe').locator('body', { hasText: secretWords }).waitFor();
    for (const [index, { saved }] of files.entries()) {
      const file = await saveFile(page, saved);
      expect(file.name).toBe(saved);
      expect(await sha256OfFile(file.path)).toBe(digests[index]);
    }
    const entries = readStoredZip(readFileSync(await saveZip(page)));
    expect(entries.map(({ name }) => name)).toEqual(files.map(({ saved }) => saved));
    expect(entries.map(({ bytes }) => sha256(bytes))).toEqual(digests);
    const reference = page.url().split('/').at(-1);
    await until(
      async () =>
        (
          await running.tamper(
            'SELECT 1 FROM part_downloads d JOIN recipients r ON r.id = d.recipient_id WHERE r.reference = $1',
            [reference],
          )
        ).length === 3,
      90,
      'the downloads were not recorded',
    );
  }

  /** Lines of the audit export that a press on the button of that format saves. */
  async function exported(page: Page, format: 'jsonl' | 'csv'): Promise<string[]> {
    const download = page.waitForEvent('download');
    await page.getByText(words('fr', `audit.export.${format}`), { exact: true }).click();
    return readFileSync(await (await download).path(), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }
});
