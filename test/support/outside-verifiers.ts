import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'pli-verify-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
