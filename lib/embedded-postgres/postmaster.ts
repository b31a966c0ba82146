import 'server-only';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** `stopping`: told to end, takes no more connections; `starting`: also while it recovers from a crash. */
export type PostmasterStatus = 'starting' | 'ready' | 'stopping';
export type Postmaster = { pid: number; port: number; status: PostmasterStatus };

/**
 * The server that is running on a data folder, also one left behind by a killed parent; null when there is none. What it is
 * doing stands in the eighth line of its lock file (PostgreSQL's `miscadmin.h`, LOCK_FILE_LINE_PM_STATUS).
 */
export function livePostmaster(dataDir: string): Postmaster | null {
  try {
    const lines = readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (!pid || !port) return null;
    process.kill(pid, 0);
    if (process.platform === 'linux' && !isRunningPostgres(pid)) return null;
    return { pid, port, status: statusOf(lines[7]) };
  } catch {
    return null;
  }
}

function statusOf(line: string | undefined): PostmasterStatus {
  const word = line?.trim();
  return word === 'ready' || word === 'stopping' ? word : 'starting';
}

/** Tells a server from a zombie, and from another program that was given the same pid after a reboot. */
function isRunningPostgres(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  if (stat[stat.lastIndexOf(')') + 2] === 'Z') return false;
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
}
