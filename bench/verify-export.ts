/**
 * How long the verifier takes for an audit export, and how much memory: npx tsx bench/verify-export.ts [entries]
 * Makes a synthetic export in a temporary folder first (about 1.6 kB an entry, all fields shown), with the encoding of the writer.
 * The last line is JSON.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openFileSource } from '../lib/verify/file-source';
import { loadSha256 } from '../lib/verify/sha256';
import { TreeFold } from '../lib/verify/tree-fold';
import { verifyFile } from '../lib/verify/verify-file';
import { createLogKey, headLine, syntheticEntry } from '../test/support/proved-log';

const organisation = { id: '019390f0-2222-7000-8000-000000000002', name: 'CHU' };
const linesAPiece = 500;

function* pieces(from: number, to: number, seen?: (leafHash: Uint8Array) => void): Generator<string> {
  for (let at = from; at < to; at += linesAPiece) {
    let piece = '';
    for (let i = at; i < Math.min(at + linesAPiece, to); i += 1) {
      const entry = syntheticEntry(i, { number: i + 1, organisation: organisation.id });
      seen?.(entry.leafHash);
      if (!seen) piece += `${entry.text}\n`;
    }
    if (!seen) yield piece;
  }
}

async function writeExport(file: string, entries: number): Promise<void> {
  const fold = new TreeFold(await loadSha256());
  // The root stands in the first line, so the entries are made twice.
  for (const _ of pieces(0, entries, (hash) => fold.addSubtree(1, hash))) break;
  const key = createLogKey('pli.example/log');
  const head = headLine({
    organisation,
    numbers: { first: 1, last: entries },
    checkpoint: key.checkpoint(entries, fold.root()),
    keys: { log: key.verifierKey, timestampRoots: '' },
  });
  const all = function* () {
    yield head;
    yield* pieces(0, entries);
    yield `{"end":{"entries":${entries}}}\n`;
  };
  await pipeline(all, createWriteStream(file));
}

const entries = Number(process.argv[2] ?? 1_000_000);
const folder = await mkdtemp(path.join(tmpdir(), 'pli-bench-'));
try {
  const file = path.join(folder, 'audit.jsonl');
  await writeExport(file, entries);
  global.gc?.();
  const rssBefore = process.memoryUsage.rss();
  let rssPeak = 0;
  const source = await openFileSource(file);
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const report = await verifyFile(source, {
    onProgress: () => {
      rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
    },
  });
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await source.close();
  const result = {
    entries,
    bytes: source.size,
    outcome: report.outcome,
    verify_s: Number(seconds.toFixed(2)),
    cpu_s: Number(((user + system) / 1e6).toFixed(2)),
    rss_growth_mb: Math.round((rssPeak - rssBefore) / 1_048_576),
    cores: cpus().length,
  };
  console.log(JSON.stringify(result));
} finally {
  await rm(folder, { recursive: true, force: true });
}
