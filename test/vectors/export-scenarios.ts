import { jcs } from '../../lib/audit-format/commitments';
import type { HeadLine } from '../../lib/audit-format/export-lines';
import { leafText } from '../../lib/audit-format/leaf';
import { type Provider, stamp } from '../support/build-envelope';
import {
  consistencyPath,
  createLogKey,
  headLine,
  merkleRoot,
  nodeHashing,
  type SyntheticEntry,
  signedEnd,
  syntheticEntry,
} from '../support/proved-log';
import type { MadeScenario, ScenarioOptions } from './proof-scenario';
import { signedExportScenarios } from './signed-export-scenarios';

const organisation = { id: '019390f0-2222-7000-8000-000000000002', name: 'CHU de l’Exemple' };
const elsewhere = '019390f0-3333-7000-8000-000000000003';
/** Indexes of a log of 13 leaves that the organisation may read; the others are shown as subtrees. */
const own = [0, 1, 2, 5, 8, 9, 12];
const subtrees = [
  [3, 1],
  [4, 1],
  [6, 2],
  [10, 2],
] as const;
const utf8 = (text: string) => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Exports, right and wrong in one way each. */
export async function exportScenarios(provider: Provider): Promise<MadeScenario[]> {
  const key = createLogKey('pli.example/log');
  const otherKey = createLogKey('pli.example/log');
  const entries = Array.from({ length: 13 }, (_, i) => entryAt(i));
  const hashes = entries.map(({ leafHash }) => leafHash);
  const note = key.checkpoint(13, merkleRoot(hashes));
  const head = async (change: Partial<HeadLine> = {}) =>
    headLine({
      organisation,
      numbers: { first: 1, last: own.length },
      checkpoint: note,
      timestamp: base64(await stamp(provider.authority, utf8(change.checkpoint ?? note))),
      keys: { log: key.verifierKey, timestampRoots: provider.authority.rootCertificate },
      ...change,
    });
  const lines = bodyLines(entries, hashes);
  const at = (index: number) => lines.findIndex((line) => line.includes(`"index":${index},"leaf"`));
  const made: MadeScenario[] = [];
  const pinned = { logKey: key.verifierKey };
  const add = async (
    name: string,
    description: string,
    change: {
      head?: Partial<HeadLine>;
      lines?: (lines: string[]) => string[];
      options?: ScenarioOptions;
      /** Somebody without the log's key does this to the whole file. */
      afterwards?: (text: string) => string;
      cut?: number;
    },
  ) => {
    const first = await head(change.head);
    const body = (change.lines?.([...lines]) ?? lines).map((line) => `${line}\n`).join('');
    // Whoever holds the log's key signs whatever the scenario says.
    const signed = body.replace(/^\{"end":\{"entries":(\d+)\}\}\n/m, (_, n) =>
      signedEnd(key, first, Number(n)),
    );
    const bytes = utf8(change.afterwards?.(first + signed) ?? first + signed);
    const file = `export-${name}.jsonl`;
    made.push({
      file,
      description,
      options: change.options ?? pinned,
      bytes: bytes.subarray(0, change.cut ? bytes.length - change.cut : undefined),
    });
  };
  const edit = (index: number, from: string, to: string) => (all: string[]) =>
    all.map((line, i) => (i === at(index) ? line.replace(from, to) : line));

  await add('ok', 'an organisation’s own entries of a log of two', {});
  await add('ok-unpinned', 'the same, without a key to compare', { options: {} });
  await add('ok-filtered', 'a filter left holes: complete is not claimed', {
    head: {
      numbers: null,
      filter: { from: null, to: null, person: 'a@b.example', envelope: null, event: null },
    },
  });
  await add('ok-pending', 'the authority had not answered', { head: { timestamp: null } });
  await add('entry-edited', 'a value was edited', { lines: edit(5, '"bytes":85', '"bytes":86') });
  await add('entry-leaf-edited', 'the event in a leaf was edited', {
    lines: edit(5, '"event":"SubmissionAcceptance"', '"event":"ConsignmentNotification"'),
  });
  await add('entry-time-edited', 'the time in a leaf was edited', {
    lines: edit(5, '00:00:05.000Z', '00:00:06.000Z'),
  });
  await add('entry-removed', 'a line was taken out', { lines: (all) => all.filter((_, i) => i !== at(5)) });
  await add(
    'entry-withheld',
    'an entry was replaced by its hash: the tree is right, the numbers have a hole',
    {
      lines: (all) => countDown(all.map((line, i) => (i === at(5) ? subtreeLine(5, 1, hashes[5]) : line))),
    },
  );
  await add('entry-added', 'a line was put in twice', {
    lines: (all) => all.flatMap((line, i) => (i === at(5) ? [line, line] : [line])),
  });
  await add('entry-forged', 'an entry was put in behind the last one, with the next number', {
    head: { numbers: { first: 1, last: 8 } },
    lines: (all) => [
      ...all.slice(0, -1),
      syntheticEntry(13, { number: 8, organisation: organisation.id }).text,
      '{"end":{"entries":8}}',
    ],
  });
  await add('entries-reordered', 'two lines changed places', { lines: (all) => swap(all, at(1), at(2)) });
  await add('entry-of-another-organisation', 'an entry carries somebody else’s number', {
    lines: (all) =>
      all.map((line, i) =>
        i === at(5) ? syntheticEntry(5, { number: 1, organisation: elsewhere }).text : line,
      ),
  });
  await add('line-with-space', 'white space in a line: not canonical', {
    lines: edit(5, '"index":5', '"index": 5'),
  });
  await add('line-doubled-member', 'a member stands twice', {
    lines: edit(5, '"index":5', '"index":5,"index":5'),
  });
  await add('line-after-end', 'a line behind the end', { lines: (all) => [...all, all[0] ?? ''] });
  await add('truncated', 'the last lines are missing', { lines: (all) => all.slice(0, -3) });
  await add('truncated-line', 'cut in the middle of a line', { cut: 700 });
  await add('end-miscounted', 'the end counts other entries', {
    lines: (all) => [...all.slice(0, -1), '{"end":{"entries":8}}'],
  });
  await add('head-not-canonical', 'the head is not canonical', { lines: (all) => all, head: {} });
  const spoiled = made.at(-1);
  if (spoiled)
    spoiled.bytes = utf8(new TextDecoder().decode(spoiled.bytes).replace('{"checkpoint"', '{ "checkpoint"'));
  await add('wrong-key', 'signed by another key of the same name', {
    head: {
      checkpoint: otherKey.checkpoint(13, merkleRoot(hashes)),
      keys: { log: otherKey.verifierKey, timestampRoots: provider.authority.rootCertificate },
    },
  });
  await add('wrong-key-hidden', 'signed by another key, and the file names ours', {
    head: { checkpoint: otherKey.checkpoint(13, merkleRoot(hashes)) },
  });
  await add('signature-changed', 'one bit of the checkpoint’s signature', {
    head: { checkpoint: note.replace(/.(?===?\n$|.\n$)/, (c) => (c === 'A' ? 'B' : 'A')) },
  });
  await add('root-other', 'a signed checkpoint of other entries', {
    head: { checkpoint: key.checkpoint(13, merkleRoot(hashes.toReversed())) },
  });
  await add('checkpoint-smaller', 'a signed checkpoint of fewer entries', {
    head: { checkpoint: key.checkpoint(12, merkleRoot(hashes.slice(0, 12))) },
  });
  await add('checkpoint-larger', 'a signed checkpoint of more entries', {
    head: { checkpoint: key.checkpoint(14, merkleRoot([...hashes, ...hashes.slice(0, 1)])) },
  });
  await add('timestamp-of-other-data', 'a genuine timestamp, of something else', {
    head: { timestamp: base64(await stamp(provider.authority, utf8('other'))) },
  });
  await add('timestamp-not-der', 'no timestamp at all', { head: { timestamp: 'AAAA' } });
  const kept = (size: number, leaves = hashes) => ({
    ...pinned,
    keptCheckpoint: key.checkpoint(size, merkleRoot(leaves.slice(0, size))),
  });
  const proof = (from: number) => ({ from, hashes: consistencyPath(from, hashes).map(base64) });
  const rewritten = hashes.map((hash, i) => (i === 1 ? (hashes[2] ?? hash) : hash));
  await add('kept-same', 'the kept checkpoint is the export’s own', { options: kept(13) });
  await add('kept-continued', 'the log continues the kept checkpoint, by its proof', {
    head: { consistency: proof(7) },
    options: kept(7),
  });
  await add('kept-seen', 'the lines themselves pass the kept size', { options: kept(6) });
  await add('kept-unproved', 'nothing in the export proves that it continues', { options: kept(7) });
  await add('kept-later', 'the kept checkpoint is later than the export', {
    options: { ...pinned, keptCheckpoint: key.checkpoint(20, hashes[0] ?? new Uint8Array(32)) },
  });
  await add('forked-same-size', 'a fork: another root at the same size', { options: kept(13, rewritten) });
  await add('forked-earlier', 'a fork: the kept checkpoint had another first half', {
    head: { consistency: proof(7) },
    options: kept(7, rewritten),
  });
  await add('forked-proof-changed', 'the proof of consistency was changed', {
    head: { consistency: { from: 7, hashes: proof(7).hashes.toReversed() } },
    options: kept(7),
  });
  await add('kept-of-another-key', 'the kept checkpoint is another log’s', {
    options: { ...pinned, keptCheckpoint: otherKey.checkpoint(13, merkleRoot(hashes)) },
  });
  for (const { name, description, ...change } of afterwardsScenarios(hashes))
    await add(name, description, change);
  await add('value-doubled-member', 'a member stands twice in a value, committed to as it stands', {
    head: {
      checkpoint: key.checkpoint(
        13,
        merkleRoot(hashes.map((hash, i) => (i === 5 ? doubled.leafHash : hash))),
      ),
    },
    lines: (all) => all.map((line, i) => (i === at(5) ? doubled.text : line)),
  });
  made.push(...(await signedExportScenarios(provider, made, pinned)));
  return made;
}

/** What somebody does to a file whom the log's key does not serve: head and end are bound by its signature. */
function afterwardsScenarios(hashes: readonly Uint8Array[]) {
  const unsigned = (text: string) => text.replace(/(\{"end":\{"entries":\d+),"note":"[^"]*"/, '$1');
  const withoutLast = (text: string) =>
    text
      .replace(/^\{"fields".*"index":12,"leaf".*$/m, subtreeLine(12, 1, hashes[12]))
      .replace('{"end":{"entries":7', '{"end":{"entries":6');
  const filtered = {
    numbers: null,
    filter: { from: null, to: null, person: 'a@b.example', envelope: null, event: null },
  };
  return [
    { name: 'ok-unsigned-head', description: 'a file of before the end was signed', afterwards: unsigned },
    {
      name: 'head-name-edited',
      description: 'another organisation’s name',
      afterwards: (text: string) => text.replace('CHU de l’Exemple', 'CHU du Contraire'),
    },
    {
      name: 'head-date-edited',
      description: 'another date of the export',
      afterwards: (text: string) => text.replace('2026-11-22T01:20:00.000Z', '2026-11-23T01:20:00.000Z'),
    },
    {
      name: 'head-tail-cut',
      description: 'the last entry replaced by its hash, and the last number lowered',
      afterwards: (text: string) => withoutLast(text).replace('"last":7', '"last":6'),
    },
    {
      name: 'head-tail-cut-filtered',
      description: 'the last entry of a filtered export replaced by its hash',
      head: filtered,
      afterwards: withoutLast,
    },
    {
      name: 'end-of-another-key',
      description: 'the end is signed by another key',
      afterwards: (text: string) =>
        unsigned(text).replace(
          /\{"end".*\n/,
          signedEnd(createLogKey('pli.example/log'), `${text.split('\n')[0]}\n`, 7),
        ),
    },
    {
      name: 'end-signature-changed',
      description: 'one bit of the end’s signature',
      afterwards: (text: string) =>
        text.replace(/.(?===?\\n"\}\}\n$|.\\n"\}\}\n$)/, (c) => (c === 'A' ? 'B' : 'A')),
    },
  ];
}

/** Entry 5 with a detail of two members of one name, which two programs read differently. */
const doubled = (() => {
  const { line, text } = syntheticEntry(5, { number: own.indexOf(5) + 1, organisation: organisation.id });
  const value = '{"bytes":85,"bytes":86}';
  const salt = Buffer.from(line.fields.detail?.salt ?? '', 'hex');
  const commitment = nodeHashing.sha256Hex(salt, value);
  const leaf = { ...line.leaf, commitments: { ...line.leaf.commitments, detail: commitment } };
  return {
    text: text
      .replace(line.leaf.commitments.detail, commitment)
      .replace(jcs(line.fields.detail?.value), value),
    leafHash: Buffer.from(nodeHashing.sha256Hex(Buffer.of(0), leafText(leaf)), 'hex'),
  };
})();

function entryAt(index: number): SyntheticEntry {
  const number = own.indexOf(index) + 1;
  return syntheticEntry(
    index,
    number > 0 ? { number, organisation: organisation.id } : { number: index, organisation: elsewhere },
  );
}

function bodyLines(entries: readonly SyntheticEntry[], hashes: readonly Uint8Array[]): string[] {
  const shown = own.map((index) => ({ index, line: entries[index]?.text ?? '' }));
  const hidden = subtrees.map(([index, size]) => ({
    index,
    line: subtreeLine(index, size, merkleRoot(hashes.slice(index, index + size))),
  }));
  const sorted = [...shown, ...hidden].sort((a, b) => a.index - b.index);
  return [...sorted.map(({ line }) => line), `{"end":{"entries":${own.length}}}`];
}

function subtreeLine(index: number, size: number, hash: Uint8Array | undefined): string {
  return jcs({ subtree: { index, size, hash: base64(hash ?? new Uint8Array(32)) } });
}

const countDown = (lines: string[]) => [...lines.slice(0, -1), `{"end":{"entries":${own.length - 1}}}`];

function swap(lines: string[], a: number, b: number): string[] {
  return lines.map((line, i) => (i === a ? (lines[b] ?? '') : i === b ? (lines[a] ?? '') : line));
}
