import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { accessTokenOf, runCommand } from '../support/command.ts';
import { CutProxy } from '../support/cut-proxy.ts';
import { dropFiles } from '../support/drop-files.ts';
import { freePort } from '../support/free-port.ts';
import { drop, enter, send, untilStored, write } from '../support/journey.ts';
import { randomFile, sha256OfFile } from '../support/random-file.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

const fileName = 'radiographie.bin';
/** Of 8 MiB: enough for some to be stored, some under way and some to come. What 100 MB add is in journey.test.ts. */
const segmentsOfFile = 6;

describe('an upload of many segments that is disturbed', () => {
  let line: CutProxy;
  let browser: Browser;
  let sender: Visitor;
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-dropped-'));
  const file = path.join(folder, fileName);
  let digest: string;
  /** Of the recipient's program. */
  let token: string;
  const running = withPli(async () => {
    const [webPort, linePort] = [await freePort(), await freePort()];
    line = await CutProxy.start(linePort, webPort);
    return { port: webPort, env: { PLI_PUBLIC_URL: `http://127.0.0.1:${linePort}` } };
  });
  const recipient = () => running.pli.account('member', 1);

  beforeAll(async () => {
    copyFileSync(await randomFile(48_000_000), file);
    digest = await sha256OfFile(file);
    token = await accessTokenOf(`http://127.0.0.1:${line.port}`, recipient());
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await line?.cut();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    // Slow enough that the disturbance comes in the middle, on any machine.
    line.bytesPerSecondMax = 8_000_000;
    sender = await newVisitor(browser, `http://127.0.0.1:${line.port}`);
    await enter(sender.page, running.pli.account('member', 0));
    await sender.page.goto('/compose');
    await write(sender.page, { to: [recipient().email], title: 'Radiographie', message: 'Bonjour' });
  });
  afterEach(async () => {
    await line.mend();
    await sender.leave();
  });

  test('waits while the network is cut, says so, and goes on by itself when it is back', async () => {
    const { page } = sender;
    sender.expectComplaint(/net::ERR_|status of 409/);
    await drop(page, [file]);
    await untilUnderWay(page);
    await line.cut();
    await page.getByText(words('fr', 'compose.files.waitingNetwork')).waitFor();
    line.bytesPerSecondMax = Infinity;
    await line.mend();
    await untilStored(page);
    await page.getByText(words('fr', 'compose.files.waitingNetwork')).waitFor({ state: 'detached' });
    await expectArrived(await send(page));
  });

  test('survives a reload: text and finished segments are kept, the file is chosen again, and only what is missing is sent', async () => {
    const { page } = sender;
    const title = page.getByLabel(words('fr', 'compose.fields.title'), { exact: true });
    const noted = watchNoted(page);
    const stored = page.waitForEvent('requestfinished', (request) => request.url().includes('/vault/'));
    await drop(page, [file]);
    await stored;
    // what is under way stays so, however quick the machine, while the draft is saved with what is stored
    line.bytesPerSecondMax = 20_000;
    await page.waitForTimeout(1_000);
    await title.fill('Radio');
    await title.fill('Radiographie');
    await expect.poll(() => noted.segments, { timeout: 200_000, interval: 50 }).toBeGreaterThan(0);
    page.on('dialog', (dialog) => void dialog.accept()); // "leave the page?": yes
    await page.reload();
    noted.stop();
    line.bytesPerSecondMax = Infinity;
    await page.locator('li[data-status="file-needed"]').waitFor();
    expect(await title.inputValue()).toBe('Radiographie');
    const sentAgain: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT' && request.url().includes('/vault/')) sentAgain.push(request.url());
    });
    // what is dragged over the place of the editor while it comes is not dropped
    await page.getByRole('textbox', { name: words('fr', 'compose.fields.message') }).waitFor();
    await dropFiles(page, [file]);
    await untilStored(page);
    expect(sentAgain.length).toBeGreaterThan(0);
    expect(sentAgain.length).toBeLessThanOrEqual(segmentsOfFile - noted.segments);
    await expectArrived(await send(page));
  });

  test('and a session that ends: the password is asked for in place, and everything goes on', async () => {
    const { page } = sender;
    sender.expectComplaint(/status of 401/);
    await drop(page, [file]);
    await untilUnderWay(page);
    await running.tamper('UPDATE sessions SET ended_at = now() WHERE ended_at IS NULL');
    await page.getByText(words('fr', 'common.lock.title.ended')).waitFor({ timeout: 60_000 });
    await page
      .getByLabel(words('fr', 'common.lock.password'), { exact: true })
      .fill(running.pli.account('member', 0).password);
    line.bytesPerSecondMax = Infinity;
    await page.getByRole('button', { name: words('fr', 'common.lock.submit') }).click();
    await page.locator('li[data-status]').waitFor();
    await untilStored(page);
    await expectArrived(await send(page));
  });

  test('and the web process killed in the middle: it goes on by itself', async () => {
    const { page } = sender;
    sender.expectComplaint(/net::ERR_|status of (50\d|409)/); // 409: an autosave that was stored although its answer was lost
    await drop(page, [file]);
    await untilUnderWay(page);
    await running.pli.kill9('web');
    line.bytesPerSecondMax = Infinity;
    await untilStored(page);
    await expectArrived(await send(page));
  });

  test('one byte over the limit is refused with a sentence before anything is sent, the limit itself is not', async () => {
    const { page } = sender;
    line.bytesPerSecondMax = Infinity;
    await dropFiles(page, [await randomFile(104_857_601)]);
    await page.getByText(/n’a pas été joint/).waitFor();
    expect(await page.locator('li[data-status]').count()).toBe(0);
    await drop(page, [await randomFile(104_857_600)]);
    await untilStored(page);
    await send(page);
  });

  /** Counts the segments that were stored when the last save of the draft began, a moment for the page to hear of them left aside. */
  function watchNoted(page: Page) {
    const storedAt: number[] = [];
    let segments = 0;
    const onFinished = (request: Request) => {
      if (request.method() !== 'PUT') return;
      if (request.url().includes('/vault/')) storedAt.push(Date.now());
      if (request.url().endsWith('/content'))
        segments = storedAt.filter((at) => at < request.timing().startTime - 500).length;
    };
    page.on('requestfinished', onFinished);
    return {
      get segments() {
        return segments;
      },
      stop: () => void page.off('requestfinished', onFinished),
    };
  }

  async function untilUnderWay(page: Page): Promise<void> {
    await expect
      .poll(
        async () =>
          Number(
            await page
              .locator('li[data-status] [role="progressbar"]')
              .first()
              .getAttribute('aria-valuenow')
              .catch(() => 0),
          ),
        { timeout: 60_000, interval: 50 },
      )
      .toBeGreaterThan(10);
    expect(await page.locator('li[data-status="uploading"]').count()).toBe(1);
  }

  /** The recipient's program opens it and finds the very bytes that were dropped; that a page does: journey.test.ts. */
  async function expectArrived(envelopeId: string): Promise<void> {
    line.bytesPerSecondMax = Infinity;
    const out = mkdtempSync(path.join(folder, 'opened-'));
    const env = { PLI_URL: `http://127.0.0.1:${line.port}`, PLI_TOKEN: token };
    const opened = await runCommand(['open', envelopeId, '--out', out], { env });
    expect(opened, opened.err).toMatchObject({ code: 0 });
    expect(await sha256OfFile(path.join(out, fileName))).toBe(digest);
  }
});
