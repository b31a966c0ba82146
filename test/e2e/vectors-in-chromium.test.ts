import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium';
import type { Vector } from '../vectors/vector';

const vectorsDir = path.join(import.meta.dirname, '../vectors');
// A secure context, which WebCrypto asks for; every request is answered here, none leaves the machine.
const origin = 'https://vectors.pli.test';
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { runVector } from './vector';
        onmessage = async ({ data }) => postMessage(await Promise.all(data.map(runVector)));`,
      resolveDir: vectorsDir,
      loader: 'ts',
    },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
  });
  browser = await launchChromium();
  page = await browser.newPage();
  await page.route(`${origin}/**`, (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: outputFiles[0]?.text ?? '' })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  );
  await page.goto(origin);
});
afterAll(() => browser?.close());

it('a Web Worker of Chromium says of every vector what it expects', async () => {
  const files = ['v1', 'v2'].flatMap((version) =>
    readdirSync(path.join(vectorsDir, version)).map((file) => path.join(version, file)),
  );
  const vectors = files.map(
    // Written by generate.ts in this shape.
    (file) => JSON.parse(readFileSync(path.join(vectorsDir, file), 'utf8')) as Vector,
  );
  const answers = await page.evaluate(
    (data) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/worker.js');
        worker.onmessage = (message) => resolve(message.data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(data);
      }),
    vectors,
  );
  const named = (values: unknown[]) => Object.fromEntries(files.map((file, index) => [file, values[index]]));
  expect(named(answers as unknown[])).toEqual(named(vectors.map(({ expect: expected }) => expected))); // as posted
});
