import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { digestGroup, type GroupDigest, type ReadAhead } from '../verify/digest-group';
import { EntryReader } from '../verify/read-entry';
import { linesOf } from '../verify/read-lines';
import { loadSha256 } from '../verify/sha256';

const role = 'pli verify';

type Task = { id: number; bytes: Uint8Array<ArrayBuffer>; from: number; organisation: string };
type Done = { id: number; digest: GroupDigest };

/** In a thread that `startThreads` made: does its work from now on, and answers true. */
export async function serveAsThread(): Promise<boolean> {
  if (isMainThread || workerData !== role || !parentPort) return false;
  const port = parentPort;
  const sha256 = await loadSha256();
  const entry = new EntryReader(sha256);
  port.on('message', ({ id, bytes, from, organisation }: Task) => {
    const digest = digestGroup(sha256, entry, linesOf(bytes), from, organisation);
    const { ends, fits, indexes, numbers, leafHashes, shown } = digest;
    const moved = [ends.buffer, fits.buffer, indexes.buffer, numbers.buffer, leafHashes.buffer, shown.buffer];
    port.postMessage({ id, digest } satisfies Done, moved);
  });
  return true;
}

/**
 * Threads of this very program that digest groups of lines for the verifier. One that cannot start, or dies, leaves its groups to
 * the verifier itself. `close` them.
 */
export function startThreads(): ReadAhead & { close(): Promise<void> } {
  const count = Math.min(4, Math.max(2, availableParallelism()));
  const threads = Array.from({ length: count }, startThread);
  let turn = 0;
  return {
    groups: count + 1,
    digest: (lines, from, organisation) => {
      turn = (turn + 1) % count;
      const thread = threads[turn];
      // A copy: what the thread does not answer for is read here.
      return thread ? thread.digest(lines.bytes.slice(), from, organisation) : Promise.resolve(null);
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

function startThread() {
  const worker = new Worker(new URL(import.meta.url), { workerData: role });
  const waiting = new Map<number, (digest: GroupDigest | null) => void>();
  let ended = false;
  let tasks = 0;
  const giveUp = () => {
    ended = true;
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
  };
  worker.on('error', giveUp);
  worker.on('exit', giveUp);
  worker.on('message', ({ id, digest }: Done) => {
    waiting.get(id)?.(digest);
    waiting.delete(id);
  });
  return {
    digest: (bytes: Uint8Array<ArrayBuffer>, from: number, organisation: string) =>
      new Promise<GroupDigest | null>((resolve) => {
        if (ended) return resolve(null);
        const id = tasks++;
        waiting.set(id, resolve);
        worker.postMessage({ id, bytes, from, organisation } satisfies Task, [bytes.buffer]);
      }),
    end: () => worker.terminate(),
  };
}
