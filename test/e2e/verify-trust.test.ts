import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { createProvider } from '../support/build-envelope.ts';
import { launchChromium, newVisitor, type Visitor } from '../support/chromium.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';
import type { ProofScenario } from '../vectors/proof-scenario.ts';

const dir = path.resolve(import.meta.dirname, '../vectors/proof');
const file = 'export-kept-same.jsonl';

describe('what a person trusts, given on the page that verifies', () => {
  const running = withPli();
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  const bytes = readFileSync(path.join(dir, file));
  const head = JSON.parse(bytes.toString().split('\n')[0] ?? '{}') as { keys: { timestampRoots: string } };
  const scenarios = JSON.parse(readFileSync(path.join(dir, 'scenarios.json'), 'utf8')) as ProofScenario[];
  const { logKey = '', keptCheckpoint = '' } = scenarios.find((one) => one.file === file)?.options ?? {};

  beforeAll(async () => {
    browser = await launchChromium();
    visitor = await newVisitor(browser, running.pli.url);
    page = visitor.page;
  });
  afterAll(() => browser?.close());

  const t = (key: string) => words('fr', `evidence.verify.${key}`);
  const field = (name: string) => page.getByLabel(t(name), { exact: true });
  const unfold = async () => {
    await page.locator('[data-chooser="verify"]').waitFor({ state: 'attached' });
    await page
      .getByRole('button', { name: t('choose') })
      .and(page.locator(':enabled'))
      .waitFor();
    await page.locator('summary', { hasText: t('options') }).click();
    await field('timestampRoots').waitFor();
  };
  const check = (name: string, state: string) =>
    page.locator(`[data-check="${name}"][data-state="${state}"]`).waitFor({ state: 'attached' });

  test('decides: another authority’s root fails the timestamp, the right things settle every point', async () => {
    await page.goto('/verify');
    await unfold();
    const sent: string[] = [];
    page.on('request', (request) =>
      sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`),
    );
    await field('timestampRoots').fill((await createProvider()).authority.rootCertificate);
    await page.locator('[data-chooser="verify"]').setInputFiles(path.join(dir, file));
    await check('checkpoint-timestamp', 'failed');
    await check('log-key', 'pending');

    await field('timestampRoots').fill(head.keys.timestampRoots);
    await field('logKey').fill(logKey);
    await field('keptCheckpoint').fill(keptCheckpoint.trim());
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: t('again'), exact: true }).click();
    await page.locator('[data-verdict="verified"]').waitFor();
    for (const name of ['log-key', 'checkpoint-timestamp', 'kept-checkpoint', 'head'])
      await check(name, 'verified');
    expect(await page.getByText(t('facts.rootsOfFile')).count()).toBe(0);
    expect(sent.filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(sent.join('\n')).not.toContain(logKey.split('+')[2]);
  });

  test('the same is checked without the page: its programs have the digests it shows, which stand in the log', async () => {
    const h = (key: string) => words('fr', `evidence.byHand.${key}`);
    await page.locator('summary', { hasText: h('programs') }).click();
    const told = (await (await fetch(new URL('/log/programs', running.pli.url))).json()) as {
      programs: Record<string, string>;
      entry: { line: { index: number } } | null;
    };
    expect(told.entry, 'the worker has said so at its start').not.toBeNull();
    for (const [name, digest] of Object.entries(told.programs)) {
      const bytes = await (await fetch(new URL(`/${name}`, running.pli.url))).arrayBuffer();
      expect(createHash('sha256').update(new Uint8Array(bytes)).digest('hex')).toBe(digest);
      await page.getByText(digest, { exact: true }).waitFor();
    }
    await page.locator('summary', { hasText: h('commands') }).click();
    await page.getByText('sha256sum -c SHA256SUMS', { exact: true }).waitFor();
    await page.locator('summary', { hasText: h('log') }).click();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('is there again at the next visit, says where something cannot be right, and is forgotten when asked', async () => {
    await page.reload();
    await unfold();
    await page.waitForFunction(
      ([label, key]) =>
        [...document.querySelectorAll('input')].some((one) => one.value === key) && label !== '',
      [t('logKey'), logKey] as const,
    );
    expect(await field('keptCheckpoint').inputValue()).toBe(keptCheckpoint.trim());
    await field('logKey').fill('no key at all');
    await page.getByText(t('trustMalformed')).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: t('forget'), exact: true }).click();
    expect(await field('logKey').inputValue()).toBe('');
    expect(await page.evaluate(() => window.localStorage.getItem('pli-verify-trusted'))).toBeNull();
    await visitor.leave();
  });
});
