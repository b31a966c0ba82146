import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchPlace } from '@/lib/envelope-format/batch';
import { encodeInclusion } from '@/lib/envelope-format/inclusion-text';

/** What `gpg --verify` says of a detached signature, in a fresh keyring that holds only `publicKey`. */
export function gpgVerify(
  signed: Uint8Array,
  signature: string,
  publicKey: string,
): { good: boolean; said: string } {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'key.asc'), publicKey);
    writeFileSync(join(folder, 'signed'), signed);
    writeFileSync(join(folder, 'signed.asc'), signature);
    const gpg = (...args: string[]) =>
      spawnSync('gpg', ['--batch', '--no-tty', ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, GNUPGHOME: folder, LC_ALL: 'C' },
      });
    const imported = gpg('--import', 'key.asc');
    const verified = gpg('--verify', 'signed.asc', 'signed');
    return {
      good: verified.status === 0 && verified.stderr.includes('Good signature'),
      said: imported.stderr + verified.stderr,
    };
  });
}

/** What `openssl ts -verify` says of an RFC 3161 response over `data`. */
export function opensslTimestampVerify(
  data: Uint8Array,
  response: Uint8Array,
  rootsPem: string,
): { ok: boolean; said: string } {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'data'), data);
    writeFileSync(join(folder, 'response.tsr'), response);
    writeFileSync(join(folder, 'roots.pem'), rootsPem);
    const verified = spawnSync(
      'openssl',
      ['ts', '-verify', '-data', 'data', '-in', 'response.tsr', '-CAfile', 'roots.pem'],
      { cwd: folder, encoding: 'utf8' },
    );
    const said = verified.stdout + verified.stderr;
    return { ok: verified.status === 0 && said.includes('Verification: OK'), said };
  });
}

/** The commands by which docs/envelope-format.md, section 7, follows a path to the root, word for word. */
const inclusionCommands =
  /^hash=\$\(\{ printf[\s\S]*?batch\.json; \}/m.exec(
    readFileSync(join(import.meta.dirname, '../../docs/envelope-format.md'), 'utf8'),
  )?.[0] ?? 'exit 9';

/** What gpg, openssl and a shell with sha256sum say of a document of version 2: each what section 7 has them say. */
export function strangerChecks(given: {
  document: Uint8Array;
  batch: BatchPlace | null;
  batchDocument: Uint8Array | null;
  signature: string;
  sealingKey: string;
  timestampResponse: Uint8Array | null;
  roots: string;
}): { signed: boolean; stamped: boolean; inBatch: boolean } {
  const { document, batch, timestampResponse, roots } = given;
  const signedBytes = given.batchDocument ?? new Uint8Array();
  return inFolder((folder) => {
    writeFileSync(join(folder, 'seal.json'), document);
    writeFileSync(join(folder, 'batch.json'), signedBytes);
    writeFileSync(join(folder, 'inclusion.txt'), batch ? encodeInclusion(batch) : '');
    const followed = spawnSync('bash', ['-c', inclusionCommands], { cwd: folder, encoding: 'utf8' });
    return {
      signed: gpgVerify(signedBytes, given.signature, given.sealingKey).good,
      stamped: opensslTimestampVerify(signedBytes, timestampResponse ?? new Uint8Array(), roots).ok,
      inBatch: followed.stdout === '1\n',
    };
  });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'pli-verify-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
