import 'server-only';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export type Postmaster = { pid: number; port: number };

/** The server that is running on a data folder, also one left behind by a killed parent; null when there is none. */
export function livePostmaster(dataDir: string): Postmaster | null {
  try {
    const [pid, , , port] = readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8')
      .split('\n')
      .map(Number);
    if (!pid || !port) return null;
    process.kill(pid, 0);
    return process.platform === 'linux' && !isRunningPostgres(pid) ? null : { pid, port };
  } catch {
    return null;
  }
}

/** Tells a server from a zombie, and from another program that was given the same pid after a reboot. */
function isRunningPostgres(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  if (stat[stat.lastIndexOf(')') + 2] === 'Z') return false;
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
}
