import { describe, expect, test } from 'vitest';
import { commit, fieldSalt, jcs, toHex } from '@/lib/audit-format/commitments';
import { leafText } from '@/lib/audit-format/leaf';
import { describeCheck } from '@/lib/verify/describe-check';
import type { VerificationReport } from '@/lib/verify/report';
import { verifyFile } from '@/lib/verify/verify-file';
import { createProvider } from '../../support/build-envelope';
import { buildBundle, signSums, zipOf } from '../../support/proved-bundle';
import {
  createLogKey,
  headLine,
  inclusionPath,
  merkleRoot,
  nodeHashing,
  signedEnd,
  syntheticEntry,
} from '../../support/proved-log';

const organisation = { id: '019390f0-2222-7000-8000-000000000002', name: 'CHU' };
const key = createLogKey('pli.example/log');
const options = { logKey: key.verifierKey };
const utf8 = (text: string) => new TextEncoder().encode(text);
const verify = (content: Uint8Array | string, given = options) =>
  verifyFile(new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), given);
const faults = ({ checks }: VerificationReport) =>
  checks.filter(({ state }) => state === 'failed').map(({ check, code }) => `${check} ${code}`);

/** An organisation's export of a log of `count` entries, all its own. */
function exportOf(count: number): { head: string; lines: string[]; end: string } {
  const entries = Array.from({ length: count }, (_, i) =>
    syntheticEntry(i, { number: i + 1, organisation: organisation.id }),
  );
  const head = headLine({
    organisation,
    numbers: { first: 1, last: count },
    checkpoint: key.checkpoint(count, merkleRoot(entries.map(({ leafHash }) => leafHash))),
    keys: { log: key.verifierKey, timestampRoots: '' },
  });
  return {
    head,
    lines: entries.map(({ text }) => `${text}\n`),
    end: `${signedEnd(key, head, count)}`,
  };
}
const forged = (lines: string[]) =>
  lines.map((line) => line.replace('"event":"SubmissionAcceptance"', '"event":"ConsignmentNotification"'));

describe('a forged export', () => {
  test.each(['x', '{"subtree":', '\u0000'])(
    'is not saved by what stands behind its end: %j',
    async (behind) => {
      const { head, lines, end } = exportOf(5);
      expect((await verify(head + lines.join('') + end)).outcome).toBe('verified');
      expect((await verify(head + forged(lines).join('') + end)).outcome).toBe('failed');
      const report = await verify(head + forged(lines).join('') + end + behind);
      expect(report.outcome).toBe('failed');
      expect(faults(report)).toContain('entries line-after-end');
    },
  );

  test('nor does anything behind the end leave a good one verified', async () => {
    const { head, lines, end } = exportOf(5);
    expect((await verify(`${head}${lines.join('')}${end}x`)).outcome).toBe('failed');
    expect((await verify(`${head}${lines.join('')}${end}\n`)).outcome).toBe('failed');
  });

  test('a file of nothing but line feeds is refused at once, not line by line', async () => {
    const { head } = exportOf(2);
    const before = process.cpuUsage();
    const report = await verify(`${head}${'\n'.repeat(2_000_000)}`);
    expect(report.outcome).toBe('failed');
    expect(process.cpuUsage(before).user).toBeLessThan(4_000_000); // microseconds of the processor, not of a busy machine
  });

  test('a head nested beyond all measure is a fault of the file, not of the verifier', async () => {
    const { head, lines, end } = exportOf(1);
    const deep = head.replace('"filter":null', `"filter":${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(faults(await verify(deep + lines.join('') + end))).toEqual(['file head-malformed']);
  });
});

describe('bundles', () => {
  test('one of an envelope that was opened two hundred times verifies', async () => {
    const provider = await createProvider();
    const { files, logKey } = await buildBundle(provider);
    for (const name of [...files.keys()]) if (name.startsWith('log/proofs/')) files.delete(name);
    const { envelopeId } = JSON.parse(new TextDecoder().decode(files.get('evidence.json'))) as {
      envelopeId: string;
    };
    const entries = Array.from({ length: 200 }, (_, i) => syntheticEntry(i, null, { envelope: envelopeId }));
    const hashes = entries.map(({ leafHash }) => leafHash);
    const note = logKey.checkpoint(200, merkleRoot(hashes));
    files.set('log/checkpoint', utf8(note));
    files.delete('log/checkpoint.tsr');
    files.set('log/entries.jsonl', utf8(entries.map(({ text }) => `${text}\n`).join('')));
    for (const index of hashes.keys()) {
      const path = inclusionPath(index, hashes).map((hash) => hash.toString('base64'));
      const proof = ['c2sp.org/tlog-proof@v1', `index ${index}`, ...path, '', note].join('\n');
      files.set(`log/proofs/${index}.tlog-proof`, utf8(proof));
    }
    await signSums(files, provider);
    const report = await verify(await zipOf(files), { logKey: logKey.verifierKey });
    expect(faults(report)).toEqual([]);
    expect(report.envelope?.entries).toHaveLength(200);
  });

  test.each([
    ['a member stands twice', '{"bytes":1,"bytes":2}'],
    ['it is no JSON', '{"bytes":1]'],
    ['it is nothing', ''],
  ])('a value that the log itself committed to is refused where %s', async (_, value) => {
    const provider = await createProvider();
    const { files, logKey, entries } = await buildBundle(provider);
    for (const name of [...files.keys()]) if (name.startsWith('log/proofs/')) files.delete(name);
    const entry = entries[2]?.line;
    if (!entry) throw new Error('no such entry');
    const salt = fieldSalt(nodeHashing, new Uint8Array(32), 'detail');
    const leaf = {
      ...entry.leaf,
      commitments: { ...entry.leaf.commitments, detail: nodeHashing.sha256Hex(salt, value) },
    };
    expect(commit(nodeHashing, salt, 1)).not.toBe(leaf.commitments.detail);
    const line = jcs({ fields: { detail: { salt: toHex(salt), value: 0 } }, index: 0, leaf })
      .replace('"value":0', `"value":${value}`)
      .concat('\n');
    const leafHash = Buffer.from(nodeHashing.sha256Hex(new Uint8Array(1), leafText(leaf)), 'hex');
    const note = logKey.checkpoint(1, leafHash);
    files.set('log/checkpoint', utf8(note));
    files.delete('log/checkpoint.tsr');
    files.set('log/entries.jsonl', utf8(line));
    files.set('log/proofs/0.tlog-proof', utf8(`c2sp.org/tlog-proof@v1\nindex 0\n\n${note}`));
    await signSums(files, provider);
    const report = await verify(await zipOf(files), { logKey: logKey.verifierKey });
    expect(faults(report)).toEqual(['entries line-malformed']);
  });
});

test('what the file vouches for itself is called so: its sealing key, and the roots of its timestamps', async () => {
  const provider = await createProvider();
  const { files, logKey } = await buildBundle(provider);
  const zip = await zipOf(files);
  const self = await verifyFile(new Blob([new Uint8Array(zip)]), {});
  const unpinned = self.checks.filter(({ facts }) => facts.pinned === false);
  expect(unpinned.map(({ check }) => check)).toEqual([
    'sums-signature',
    'seal-signature',
    'seal-timestamp',
    'checkpoint-timestamp',
  ]);
  for (const check of unpinned)
    expect(describeCheck(check)).toContain('in the file: compare with one you know');
  const compared = await verifyFile(new Blob([new Uint8Array(zip)]), {
    logKey: logKey.verifierKey,
    sealingKey: provider.sealing.fingerprint,
    timestampRoots: provider.authority.rootCertificate,
  });
  expect(compared.outcome).toBe('verified');
  expect(compared.checks.map((one) => describeCheck(one)).join()).not.toContain('in the file');
  const others = { timestampRoots: (await createProvider()).authority.rootCertificate };
  expect(faults(await verifyFile(new Blob([new Uint8Array(zip)]), others))).toEqual([
    'seal-timestamp timestamp-chain',
    'checkpoint-timestamp timestamp-chain',
  ]);
});
