import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { loadSha256 } from '../../lib/verify/sha256';
import { TreeFold } from '../../lib/verify/tree-fold';
import { createLogKey, headLine, signedEnd, syntheticEntry } from './proved-log';

const organisation = { id: '019390f0-2222-7000-8000-000000000002', name: 'CHU' };
const linesAPiece = 500;

function* pieces(to: number, seen?: (leafHash: Uint8Array) => void): Generator<string> {
  for (let at = 0; at < to; at += linesAPiece) {
    let piece = '';
    for (let i = at; i < Math.min(at + linesAPiece, to); i += 1) {
      const entry = syntheticEntry(i, { number: i + 1, organisation: organisation.id });
      seen?.(entry.leafHash);
      if (!seen) piece += `${entry.text}\n`;
    }
    if (!seen) yield piece;
  }
}

/**
 * Writes an export of so many synthetic entries, about 1.6 kB each with all fields shown, with the encoding of the writer. Answers
 * the log's verifier key.
 */
export async function writeExport(file: string, entries: number): Promise<string> {
  const fold = new TreeFold(await loadSha256());
  // The root stands in the first line, so the entries are made twice.
  for (const _ of pieces(entries, (hash) => fold.addSubtree(1, hash))) break;
  const key = createLogKey('pli.example/log');
  const head = headLine({
    organisation,
    numbers: { first: 1, last: entries },
    checkpoint: key.checkpoint(entries, fold.root()),
    keys: { log: key.verifierKey, timestampRoots: '' },
  });
  await pipeline(function* () {
    yield head;
    yield* pieces(entries);
    yield signedEnd(key, head, entries);
  }, createWriteStream(file));
  return key.verifierKey;
}
