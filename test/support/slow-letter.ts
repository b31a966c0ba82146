import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Request } from 'playwright-core';
import { expect } from 'vitest';
import { newVisitor } from './chromium.ts';
import { accessTokenOf, runCommand } from './command.ts';
import { drop, openEnvelope, saveFile, send, signIn, untilStored, write } from './journey.ts';
import { referenceOfEnvelope } from './letters.ts';
import { randomFile, sha256OfFile } from './random-file.ts';
import type { SlowLine } from './slow-line.ts';
import type { RunningPli } from './with-pli.ts';

/** What was asked of the server while a letter went over a slow line. */
export type Asked = {
  /** PUTs and GETs of the vault that were answered, by status. */
  vault: Record<number, number>;
  /** Requests for signatures: registrations, and renewals of a reader. */
  registrations: number;
  renewals: number;
};

/**
 * A file goes over the line from a page, to a page and to the command, at `bytesPerSecond`; answers what the pages asked for. That a page
 * complains of anything, or a byte is wrong, is thrown.
 */
export async function sendOverSlowLine(
  running: RunningPli,
  browser: Browser,
  line: SlowLine,
  { bytes, bytesPerSecond, seconds }: { bytes: number; bytesPerSecond: number; seconds: number },
): Promise<Asked> {
  const asked: Asked = { vault: {}, registrations: 0, renewals: 0 };
  const watch = async (request: Request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('/segments')) asked.registrations += 1;
    if (pathname.endsWith('/objects')) asked.renewals += 1;
    if (!pathname.startsWith('/vault/')) return;
    const status = (await request.response())?.status() ?? 0;
    asked.vault[status] = (asked.vault[status] ?? 0) + 1;
  };
  const [from, to] = [running.pli.account('member', 0), running.pli.account('member', 1)];
  const file = await randomFile(bytes);
  const digest = await sha256OfFile(file);
  const origin = `http://127.0.0.1:${line.port}`;

  line.bytesPerSecond = Infinity;
  const sender = await newVisitor(browser, origin);
  sender.page.on('requestfinished', (request) => void watch(request));
  await signIn(sender.page, from);
  await sender.page.goto('/compose');
  await write(sender.page, { to: [to.email], title: 'Radiographie', message: 'Bonjour' });
  line.bytesPerSecond = bytesPerSecond;
  await drop(sender.page, [file]);
  await untilStored(sender.page, seconds).catch(async (error: unknown) => {
    const rows = await sender.page.locator('li[data-status]').allInnerTexts();
    throw new Error(`not stored: ${JSON.stringify({ asked, rows, complaints: sender.complaints })}`, {
      cause: error,
    });
  });
  const envelopeId = await send(sender.page, 'fr', seconds);
  await sender.leave();

  line.bytesPerSecond = Infinity;
  const reader = await newVisitor(browser, origin);
  reader.page.on('requestfinished', (request) => void watch(request));
  await signIn(reader.page, to);
  const reference = await referenceOfEnvelope(running, envelopeId, to.email);
  await reader.page.goto(`/e/${reference}`);
  line.bytesPerSecond = bytesPerSecond;
  await openEnvelope(reader.page, 'fr', seconds);
  expect(await sha256OfFile((await saveFile(reader.page, path.basename(file))).path)).toBe(digest);
  await reader.leave();

  line.bytesPerSecond = Infinity;
  const token = await accessTokenOf(origin, to);
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-slow-'));
  try {
    line.bytesPerSecond = bytesPerSecond;
    const opened = await runCommand(['open', reference, '--out', folder], {
      env: { PLI_URL: origin, PLI_TOKEN: token },
    });
    expect(opened, opened.err).toMatchObject({ code: 0 });
    expect(await sha256OfFile(path.join(folder, path.basename(file)))).toBe(digest);
  } finally {
    line.bytesPerSecond = Infinity;
    rmSync(folder, { recursive: true, force: true });
  }
  return asked;
}
