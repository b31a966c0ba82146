import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runPli } from '@/lib/cli/main';
import type { ProofScenario } from '../../vectors/proof-scenario';

const vectors = path.join(import.meta.dirname, '../../vectors/proof');
// Written by generate-proof.ts in this shape.
const scenarios = JSON.parse(readFileSync(path.join(vectors, 'scenarios.json'), 'utf8')) as ProofScenario[];
const dir = mkdtempSync(path.join(tmpdir(), 'pli-cli-verify-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(file: string): Promise<number> {
  const { logKey = '', keptCheckpoint = '' } = scenarios.find((one) => one.file === file)?.options ?? {};
  const kept = path.join(dir, 'kept');
  writeFileSync(kept, keptCheckpoint);
  return runPli({
    args: ['verify', path.join(vectors, file), '--key', logKey, '--checkpoint', kept],
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
