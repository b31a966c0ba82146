import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestGroup, type ReadAhead } from '../../lib/verify/digest-group';
import { blobSource } from '../../lib/verify/file-source';
import { EntryReader } from '../../lib/verify/read-entry';
import { linesOf } from '../../lib/verify/read-lines';
import { openZip } from '../../lib/verify/read-zip';
import { loadSha256 } from '../../lib/verify/sha256';
import { verifyFile } from '../../lib/verify/verify-file';
import { gpgVerify, opensslTimestampVerify } from '../support/outside-verifiers';
import { judge, type ProofScenario } from './proof-scenario';

/** Digests groups as a thread does, in this one. */
async function readAheadHere(): Promise<ReadAhead> {
  const sha256 = await loadSha256();
  const entry = new EntryReader(sha256);
  return {
    groups: 2,
    digest: async ({ bytes }, from, organisation) =>
      digestGroup(sha256, entry, linesOf(bytes.slice()), from, organisation),
  };
}

const dir = path.join(import.meta.dirname, 'proof');
const read = (file: string) => new Uint8Array(readFileSync(path.join(dir, file)));
// Written by generate-proof.ts in this shape; a wrong one fails its test.
const listed = (list: string) => JSON.parse(readFileSync(path.join(dir, list), 'utf8')) as ProofScenario[];
// by generate-downgrades.ts
const downgrades = listed('downgrades/scenarios.json').map((one) => ({
  ...one,
  file: `downgrades/${one.file}`,
}));
const scenarios = [...listed('scenarios.json'), ...downgrades];

describe('the verifier says of every scenario what it expects', () => {
  test.each(scenarios)('$file: $description', async ({ file, options, expect: expected }) => {
    expect(await judge(read(file), options)).toEqual(expected);
  });

  test.each(scenarios)('$file: the same where its lines were read ahead', async ({ file, options }) => {
    const blob = new Blob([read(file)]);
    const ahead = await verifyFile(blob, { ...options, readAhead: await readAheadHere() });
    expect(ahead).toEqual(await verifyFile(blob, options));
  });

  test('what is right verifies, and everything else fails', () => {
    const right = /^\w+-(ok(?!-unsigned-head)|kept-(?!of-another-key))/;
    const listedAlone = scenarios.filter(({ file }) => !file.startsWith('downgrades/'));
    for (const { file, expect: expected } of listedAlone) {
      const otherwise = file.includes('unsigned-head') ? 'claims' : 'failed';
      expect(`${file} ${expected.outcome}`).toBe(`${file} ${right.test(file) ? 'verified' : otherwise}`);
    }
  });

  test('nobody talks it down: not one of the downgrades, alone or together, reads as verified', () => {
    expect(downgrades.length).toBeGreaterThan(25);
    for (const { file, expect: expected } of downgrades) {
      const newer = /newer|member-unknown/.test(file);
      expect(`${file} ${expected.outcome}`).toMatch(newer ? / newer$/ : / (failed|claims)$/);
      if (expected.outcome === 'claims')
        expect(file, 'only what has no signed end').toMatch(/note-removed|unsigned/);
    }
  });
});

describe('gpg and openssl agree where they can judge', () => {
  const bundles = scenarios.filter(({ file }) => file.startsWith('bundle-'));
  test.each(bundles)('$file: $description', async ({ file, options }) => {
    const blob = new Blob([read(file)]);
    const zip = await openZip(blobSource(blob), { files: 100, fileBytes: 1e7, totalBytes: 1e7 });
    const { checks } = await verifyFile(blob, options);
    const stateOf = (name: string) => checks.find(({ check }) => check === name);
    const bytes = (name: string) => zip.read(name);
    const text = async (name: string) => new TextDecoder().decode(await zip.read(name));
    const key = await text('keys/sealing.asc');
    for (const [check, signed] of [
      ['sums-signature', 'SHA256SUMS'],
      ['seal-signature', 'envelope/seal.json'],
    ] as const) {
      const { good, said } = gpgVerify(await bytes(signed), await text(`${signed}.asc`), key);
      const ours = stateOf(check);
      // gpg knows nothing of the fingerprint that was expected
      expect(good, said).toBe(ours?.state === 'verified' || ours?.code === 'sealing-key-other');
    }
    for (const [check, stamped, response] of [
      ['seal-timestamp', 'envelope/seal.json', 'envelope/seal.tsr'],
      ['checkpoint-timestamp', 'log/checkpoint', 'log/checkpoint.tsr'],
    ] as const) {
      if (!zip.has(response)) continue;
      const roots = await text('keys/timestamp-roots.pem');
      const { ok, said } = opensslTimestampVerify(await bytes(stamped), await bytes(response), roots);
      expect(ok, said).toBe(stateOf(check)?.state === 'verified');
    }
  });
});
