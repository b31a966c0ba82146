import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, newVisitor } from '../support/chromium.ts';
import { drop, openEnvelope, saveFile, send, signIn, untilStored, write } from '../support/journey.ts';
import { untilWorkedOff } from '../support/letters.ts';
import { envelopePath, waitForMail } from '../support/mails.ts';
import { randomFile, sha256OfFile } from '../support/random-file.ts';
import { jitlessInWorkers, watchPolicy } from '../support/script-policy.ts';
import { withPli } from '../support/with-pli.ts';

describe('a browser where WebAssembly is switched off', () => {
  const running = withPli();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium({ flags: ['--js-flags=--jitless'] });
  });
  afterAll(() => browser?.close());

  test('sends and reads files of several segments, and compiles nothing that the policy forbids', async () => {
    const file = await randomFile(8_500_000);
    const colleague = running.pli.account('member', 1);
    const sender = await newVisitor(browser, running.pli.url);
    const violations = await watchPolicy(sender);
    await signIn(sender.page, running.pli.account('member', 0));
    await sender.page.goto('/compose');
    expect(await sender.page.evaluate(() => typeof WebAssembly)).toBe('undefined');
    await write(sender.page, { to: [colleague.email], title: 'Sans WebAssembly', message: 'Bonjour.' });
    await drop(sender.page, [file]);
    await untilStored(sender.page);
    const uploading = await jitlessInWorkers(sender.page);
    await untilWorkedOff(running, await send(sender.page));
    expect(violations).toEqual([]);
    await sender.leave();

    const reader = await newVisitor(browser, running.pli.url);
    const seen = await watchPolicy(reader);
    await signIn(reader.page, colleague);
    const mail = await waitForMail(running.pli.mailDir, colleague.email);
    await reader.page.goto(envelopePath(mail));
    await openEnvelope(reader.page);
    const reading = await jitlessInWorkers(reader.page);
    const saved = await saveFile(reader.page, file.split('/').at(-1) ?? '');
    expect(await sha256OfFile(saved.path)).toBe(await sha256OfFile(file));
    expect(seen).toEqual([]);
    expect([...uploading, ...reading]).toContain(true);
    expect([...uploading, ...reading]).not.toContain(false);
    await reader.leave();
  });
});
