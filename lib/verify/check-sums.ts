import { verifySealSignature } from '../envelope-format/seal-signature';
import { Fault } from './fault';
import type { ZipFiles } from './read-zip';
import type { Checks, VerifyOptions } from './report';
import type { Sha256 } from './sha256';

/** Files of every package that the sums themselves cannot hold. */
const outside = ['SHA256SUMS', 'SHA256SUMS.asc'];
const linePattern = /^([0-9a-f]{64}) {2}(.+)$/;

/**
 * Checks that SHA256SUMS names every file of the package but `exempt`, that each is as named, and that the sums are signed by the
 * sealing key. `hashOf` may hash a large file in pieces.
 */
export async function checkSums(
  checks: Checks,
  zip: ZipFiles,
  { exempt = [], hashOf }: { exempt?: readonly string[]; hashOf: (name: string) => Promise<string> },
  options: VerifyOptions,
): Promise<void> {
  await checks.run('sums', async () => {
    const listed = parseSums(new TextDecoder().decode(await zip.read('SHA256SUMS')));
    for (const name of zip.names) {
      if (!listed.has(name) && !outside.includes(name) && !exempt.includes(name)) {
        throw new Fault('file-unlisted', { file: name });
      }
    }
    for (const [name, expected] of listed) {
      if (!zip.has(name)) throw new Fault('file-missing', { file: name });
      if ((await hashOf(name)) !== expected) throw new Fault('file-digest', { file: name });
    }
    return { files: listed.size };
  });
  await checks.run('sums-signature', async () => {
    const text = new TextDecoder();
    const { fingerprint, signedAt } = await verifySealSignature(
      await zip.read('SHA256SUMS'),
      text.decode(await zip.read('SHA256SUMS.asc')),
      text.decode(await zip.read('keys/sealing.asc')),
    );
    const pinned = pinnedFingerprint(options);
    if (pinned !== null && pinned !== fingerprint) throw new Fault('sealing-key-other', { fingerprint });
    return { fingerprint, signedAt: signedAt.toISOString(), pinned: pinned !== null };
  });
}

/** The fingerprint a person gave, however it was spaced; null for none. */
export function pinnedFingerprint({ sealingKey }: VerifyOptions): string | null {
  return sealingKey === undefined ? null : sealingKey.replace(/[\s:]/g, '').toLowerCase();
}

/** The lines of sha256sum. @throws Fault `sums-malformed` */
function parseSums(text: string): Map<string, string> {
  const sums = new Map<string, string>();
  if (!text.endsWith('\n')) throw new Fault('sums-malformed', { file: 'SHA256SUMS' });
  for (const line of text.slice(0, -1).split('\n')) {
    const [, digest, name] = linePattern.exec(line) ?? [];
    if (!digest || !name || sums.has(name)) throw new Fault('sums-malformed', { file: 'SHA256SUMS' });
    sums.set(name, digest);
  }
  return sums;
}

/** Hashes files that fit into memory. */
export function hashWhole(sha256: Sha256, zip: ZipFiles): (name: string) => Promise<string> {
  return async (name) => sha256.hex(await zip.read(name));
}
