import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine as /proc shows it. */
export type ProcessInfo = { pid: number; parent: number; command: string };

/** All living descendants of `pid` (zombies are not living), nearest first. */
export function descendantsOf(pid: number): ProcessInfo[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const found: ProcessInfo[] = [];
  let parents = [pid];
  while (parents.length > 0) {
    const children = all.filter((process) => parents.includes(process.parent));
    found.push(...children);
    parents = children.map((process) => process.pid);
  }
  return found;
}

/** Whether the process lives; a zombie does not. */
export function lives(pid: number): boolean {
  return readProcess(pid) !== null;
}

function readProcess(pid: number): ProcessInfo | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent: Number(fields[1]), command };
  } catch {
    return null; // gone meanwhile
  }
}
