import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runPli } from '@/lib/cli/main';
import type { ProofScenario } from '../../vectors/proof-scenario';

const vectors = path.join(import.meta.dirname, '../../vectors/proof');
// Written by generate-proof.ts in this shape.
const listed = (list: string) =>
  JSON.parse(readFileSync(path.join(vectors, list), 'utf8')) as ProofScenario[];
const downgrades = listed('downgrades/scenarios.json').map((one) => ({
  ...one,
  file: `downgrades/${one.file}`,
}));
const scenarios = [...listed('scenarios.json'), ...downgrades];
const dir = mkdtempSync(path.join(tmpdir(), 'pli-cli-verify-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(file: string, ...more: string[]): Promise<number> {
  const { logKey = '', keptCheckpoint } = scenarios.find((one) => one.file === file)?.options ?? {};
  const kept = path.join(dir, 'kept');
  writeFileSync(kept, keptCheckpoint ?? '');
  const brought = keptCheckpoint === undefined ? [] : ['--checkpoint', kept];
  return runPli({
    args: ['verify', path.join(vectors, file), '--key', logKey, ...brought, ...more],
    env: {},
    terminal: { out: () => undefined, err: () => undefined, live: null },
    input: async () => '',
    version: '0',
  });
}

test.each([
  ['export-kept-continued.jsonl', 0],
  ['export-kept-same.jsonl', 0],
  ['export-kept-unproved.jsonl', 1],
  ['export-kept-later.jsonl', 1],
  ['export-forked-earlier.jsonl', 1],
])(
  'who brings a kept checkpoint hears "verified" only where the file continues it: %s',
  async (file, code) => {
    expect(Math.sign(await run(file))).toBe(code);
  },
);

test('the exit code is 0 only where everything that the file claims was checked; 6 says that it is newer', async () => {
  expect(await run('export-ok.jsonl')).toBe(0);
  expect(await run('export-ok-filtered.jsonl')).toBe(0);
  for (const { file, expect: expected } of downgrades)
    expect(`${file} ${await run(file)}`).toBe(`${file} ${expected.outcome === 'newer' ? 6 : 1}`);
});

test('what an old file merely claims is taken by a flag only, and what fails by none', async () => {
  expect(await run('export-ok-unsigned-head.jsonl')).toBe(1);
  expect(await run('export-ok-unsigned-head.jsonl', '--unsigned-end')).toBe(0);
  expect(await run('downgrades/export-ok-withheld-counted-unsigned.jsonl', '--unsigned-end')).toBe(1);
});
