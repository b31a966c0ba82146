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
  return {
    port: webPort,
    env: {
      PLI_PUBLIC_URL: `http://127.0.0.1:${linePort}`,
      PLI_SIGNED_PUT_SECONDS: '24',
      PLI_SIGNED_GET_SECONDS: '24',
    },
  };
});
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await line?.stop();
});

// Three segments of eight go up together, and six come down: both take longer than a signature is good for (30 and 60 s). A quarter of its time
// is for its way, with the page's own steady clock: 6 s, which a busy machine may need.
test('a line so slow that signatures end while segments wait: pages and command renew them, and nobody sees a failure', async () => {
  const asked = await sendOverSlowLine(running, browser, line, {
    bytes: 60_000_000,
    bytesPerSecond: 800_000,
    seconds: 600,
  });
  expect(Object.keys(asked.vault)).toEqual(['200']);
  expect(asked.renewals).toBeGreaterThan(0);
  expect(asked.registrations).toBeGreaterThan(3);
});
