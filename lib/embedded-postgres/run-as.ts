import 'server-only';
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';

/** How to start a program that refuses to run as root: what to put before it, and whose ids it takes. */
export type RunAs = {
  command: (program: string, args: string[]) => [string, string[]];
  ids: { uid?: number; gid?: number };
};

const plain: RunAs = { command: (program, args) => [program, args], ids: {} };
const namespaceArgs = ['--user', '--map-user=1000', '--map-group=1000'];

function idOf(user: string, flag: '-u' | '-g'): number | null {
  const { status, stdout } = spawnSync('id', [flag, user], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : null;
}

/**
 * PostgreSQL refuses to run as root. A plain user needs nothing; root gets a user namespace in which it looks like user
 * 1000 (no file changes owner, and it works below /root), or, where the kernel forbids that, the `postgres` or `nobody` user.
 * `dataDir` decides for a folder made earlier: it goes on under its owner.
 * @throws Error where none of these is possible.
 */
export function runAs(folder: string, dataDir: string): RunAs {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return plain;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { ...plain, ids: { uid: owner.uid, gid: owner.gid } };
  if (spawnSync('unshare', [...namespaceArgs, 'true']).status === 0) {
    return { command: (program, args) => ['unshare', [...namespaceArgs, program, ...args]], ids: {} };
  }
  for (const user of ['postgres', 'nobody']) {
    const uid = idOf(user, '-u');
    const gid = idOf(user, '-g');
    if (uid === null || gid === null) continue;
    mkdirSync(folder, { recursive: true });
    spawnSync('chown', ['-R', `${uid}:${gid}`, folder]);
    return { ...plain, ids: { uid, gid } };
  }
  throw new Error(
    'PostgreSQL cannot run as root here: start Pli as another user, or set DATABASE_URL to a server.',
  );
}
