/**
 * How long `pli verify` takes for an audit export, and how much memory: npm run build, then npx tsx bench/verify-export.ts [entries].
 * Makes a synthetic export in a temporary folder first. Wall time of the whole command, with its threads and, for comparison, of the
 * verifier alone on one thread in this process. The last line is JSON.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { openFileSource } from '../lib/verify/file-source';
import { verifyFile } from '../lib/verify/verify-file';
import { writeExport } from '../test/support/write-export';

const command = path.resolve(import.meta.dirname, '../dist/pli.mjs');
const entries = Number(process.argv[2] ?? 1_000_000);
const folder = await mkdtemp(path.join(tmpdir(), 'pli-bench-'));
try {
  const file = path.join(folder, 'audit.jsonl');
  await writeExport(file, entries);
  const threads = await runCommand(file);
  const alone = await runHere(file);
  const { size } = await stat(file);
  console.log(JSON.stringify({ entries, bytes: size, ...threads, ...alone, cores: availableParallelism() }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Seconds of the command, and the most memory it held, as the kernel counts it. */
async function runCommand(file: string) {
  const began = performance.now();
  const child = spawn(process.execPath, [command, 'verify', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakKb = 0;
  const watch = setInterval(() => {
    peakKb = Math.max(peakKb, peakOf(child.pid));
  }, 100);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1_000;
  return { exit: code, command_s: Number(seconds.toFixed(2)), command_peak_mb: Math.round(peakKb / 1_024) };
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has ended
  }
}

async function runHere(file: string) {
  const source = await openFileSource(file);
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const { outcome } = await verifyFile(source);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await source.close();
  return {
    outcome,
    one_thread_s: Number(seconds.toFixed(2)),
    one_thread_cpu_s: Number(((user + system) / 1e6).toFixed(2)),
  };
}
