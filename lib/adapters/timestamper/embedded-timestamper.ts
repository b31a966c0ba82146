import 'server-only';
import { mkdir, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Timestamper } from '../../ports/timestamper';
import { answerTimestampRequest } from '../../timestamp/answer-timestamp-request';
import { createAuthority, type TimestampAuthority } from '../../timestamp/create-authority';
import { createNonce, createTimestampRequest } from '../../timestamp/timestamp-request';
import { verifyTimestampResponse } from '../../timestamp/verify-timestamp-response';

const files = {
  rootCertificate: 'root.pem',
  rootPrivateKey: 'root.key',
  certificate: 'authority.pem',
  privateKey: 'authority.key',
} as const satisfies Record<keyof TimestampAuthority, string>;

/**
 * An authority of our own, kept in a folder (files of mode 0600), made at first use; of several processes that start at
 * once, one makes it and all use it. Its tokens prove as much as the clock and the keeper of this machine are trusted.
 */
export function createEmbeddedTimestamper({ dir }: { dir: string }): Timestamper {
  let loading: Promise<TimestampAuthority> | null = null;
  const authority = () => {
    loading ??= loadAuthority(dir).catch((error: unknown) => {
      loading = null; // a full disk may be emptied: the next call tries again
      throw error;
    });
    return loading;
  };
  return {
    async stamp(sha256) {
      const own = await authority();
      const nonce = createNonce();
      const response = await answerTimestampRequest(own, createTimestampRequest(sha256, nonce));
      const { time } = await verifyTimestampResponse(response, {
        sha256,
        nonce,
        rootsPem: own.rootCertificate,
      });
      return { response, time };
    },
    roots: async () => (await authority()).rootCertificate,
  };
}

async function loadAuthority(dir: string): Promise<TimestampAuthority> {
  return (await readAuthority(dir)) ?? makeAuthority(dir);
}

async function readAuthority(dir: string): Promise<TimestampAuthority | null> {
  const read = (name: string) => readFile(path.join(dir, name), 'utf8');
  try {
    const [rootCertificate, rootPrivateKey, certificate, privateKey] = await Promise.all([
      read(files.rootCertificate),
      read(files.rootPrivateKey),
      read(files.certificate),
      read(files.privateKey),
    ]);
    return { rootCertificate, rootPrivateKey, certificate, privateKey };
  } catch (error) {
    if (!(await exists(dir)) && hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Writes a whole folder beside, then gives it its name: a rename onto a folder with files in it is refused. */
async function makeAuthority(dir: string): Promise<TimestampAuthority> {
  await mkdir(path.dirname(dir), { recursive: true, mode: 0o700 });
  const fresh = await mkdtemp(`${dir}.new-`);
  try {
    const made = await createAuthority();
    // Object.entries forgets that the keys are those of `files`.
    for (const [part, name] of Object.entries(files) as [keyof TimestampAuthority, string][]) {
      await writeDurably(path.join(fresh, name), made[part]);
    }
    await syncFolder(fresh);
    await rename(fresh, dir);
    await syncFolder(path.dirname(dir));
    return made;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    const madeMeanwhile =
      hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST') ? await readAuthority(dir) : null;
    if (madeMeanwhile) return madeMeanwhile;
    throw error;
  }
}

async function writeDurably(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(dir: string): Promise<boolean> {
  return open(dir, 'r').then(
    async (handle) => {
      await handle.close();
      return true;
    },
    () => false,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
