import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFileSource } from '../../lib/verify/file-source';
import type { VerificationReport } from '../../lib/verify/report';
import { verifyFile } from '../../lib/verify/verify-file';
import { runCommand } from '../support/command.ts';
import { writeExport } from '../support/write-export';

/** More than 32 MiB: the command then reads with several threads. */
const entries = 25_000;

describe('a large export, verified by several threads', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-threads-'));
  const file = path.join(folder, 'audit.jsonl');
  beforeAll(() => writeExport(file, entries));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const byCommand = async (name: string) => {
    const { code, out } = await runCommand(['verify', name, '--json'], { env: {} });
    return { code, report: JSON.parse(out) as VerificationReport }; // what --json prints
  };
  const byOneThread = async (name: string): Promise<VerificationReport> => {
    const source = await openFileSource(name);
    try {
      return await verifyFile(source);
    } finally {
      await source.close();
    }
  };

  test('is verified as by one', async () => {
    const { code, report } = await byCommand(file);
    expect(code).toBe(0);
    expect(report.checks).toEqual(JSON.parse(JSON.stringify((await byOneThread(file)).checks)));
    expect(report.checks.find(({ check }) => check === 'entries')?.facts).toMatchObject({ entries });
  });

  test('an entry edited, one removed and one doubled deep inside it are named as by one', async () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const broken = {
      edited: lines.map((line, i) => (i === 20_001 ? line.replace('"value":{"', '"value":{"x') : line)),
      removed: lines.filter((_, i) => i !== 20_001),
      doubled: lines.flatMap((line, i) => (i === 20_001 ? [line, line] : [line])),
      beforeEnd: lines.map((line, i) => (i === 20_001 ? '{"end":{"entries":20000}}' : line)),
    };
    for (const [name, changed] of Object.entries(broken)) {
      const copy = path.join(folder, `${name}.jsonl`);
      writeFileSync(copy, changed.join('\n'));
      const { code, report } = await byCommand(copy);
      expect([name, code]).toEqual([name, 1]);
      expect(report.checks).toEqual(JSON.parse(JSON.stringify((await byOneThread(copy)).checks)));
      const fault = report.checks.find(({ state }) => state === 'failed');
      expect([name, fault?.facts.line]).toEqual([
        name,
        20_002 + (name === 'doubled' || name === 'beforeEnd' ? 1 : 0),
      ]);
    }
  });
});
