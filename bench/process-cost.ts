import { readFileSync, writeFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, fixed at 100 by the Linux ABI for /proc

/** CPU seconds (user and system) that these processes have used since they began. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }, 0);
}

/** Forgets the peaks, so that `peakMegabytes` tells of what comes (proc(5), clear_refs 5). */
export function resetPeak(pids: readonly number[]): void {
  for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Sum of the processes' highest resident set since `resetPeak`, in 10^6 bytes. */
export function peakMegabytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + statusKilobytes(pid, 'VmHWM') * 1.024e-3, 0);
}

/**
 * Watches processes that come and go (a browser's pages) and answers, on stop, the highest resident set that any one of
 * them had, in 10^6 bytes: `all` with the shared pages of the program file, `own` without them (anonymous and shared memory).
 */
export function watchPages(
  pidsNow: () => Promise<readonly number[]>,
): () => Promise<{ all: number; own: number }> {
  let going = true;
  let all = 0;
  let own = 0;
  const watching = (async () => {
    while (going) {
      for (const pid of await pidsNow()) {
        try {
          all = Math.max(all, statusKilobytes(pid, 'VmHWM') * 1.024e-3);
          own = Math.max(
            own,
            (statusKilobytes(pid, 'RssAnon') + statusKilobytes(pid, 'RssShmem')) * 1.024e-3,
          );
        } catch {
          // ended between being listed and being read
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return async () => {
    going = false;
    await watching;
    return { all, own };
  };
}

/** What a process has in memory now (resident set), in 10^6 bytes. */
export function residentMegabytes(pid: number): number {
  return statusKilobytes(pid, 'VmRSS') * 1.024e-3;
}

/** Watches processes by name and answers, on stop, the highest resident set that each had, in 10^6 bytes. */
export function watchResident<Name extends string>(
  pids: Readonly<Record<Name, number>>,
): () => Record<Name, number> {
  const highest = Object.fromEntries(Object.keys(pids).map((name) => [name, 0])) as Record<Name, number>; // one a name
  const look = () => {
    for (const [name, pid] of Object.entries(pids) as [Name, number][])
      highest[name] = Math.max(highest[name], residentMegabytes(pid));
  };
  const timer = setInterval(look, 100);
  return () => {
    clearInterval(timer);
    look();
    return highest;
  };
}

function statusKilobytes(pid: number, field: string): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm'));
  if (!line) throw new Error(`/proc/${pid}/status has no ${field}`);
  return Number(line[1]);
}
