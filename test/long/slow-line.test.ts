import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { freePort } from '../support/free-port.ts';
import { sendOverSlowLine } from '../support/slow-letter.ts';
import { SlowLine } from '../support/slow-line.ts';
import { withPli } from '../support/with-pli.ts';

let line: SlowLine;
let browser: Browser;
const running = withPli(async () => {
  const [webPort, linePort] = [await freePort(), await freePort()];
  line = await SlowLine.start(linePort, webPort);
  return { port: webPort, env: { PLI_PUBLIC_URL: `http://127.0.0.1:${linePort}` } };
});
beforeAll(async () => {
  browser = await launchChromium({ whole: true });
});
afterAll(async () => {
  await browser?.close();
  await line?.stop();
});

// About a quarter of an hour each way, by page and by command; signatures are good for 120 and 60 seconds.
test('100 MB at 1 Mbit/s, up and down, with the signatures of every day: nobody sees a failure', async () => {
  const asked = await sendOverSlowLine(running, browser, line, {
    bytes: 100_000_000,
    bytesPerSecond: 125_000,
    seconds: 1_700,
  });
  console.log(JSON.stringify(asked));
  expect(Object.keys(asked.vault)).toEqual(['200']);
  expect(asked.renewals).toBeGreaterThan(5);
});
