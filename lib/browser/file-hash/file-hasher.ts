import { createLocalFileHash, createOnePieceHash, type FileHash, HashLost } from './file-hash';
import type { FileHashCommand, FileHashEvent } from './file-hash-messages';

/** Begins the hash of a file that comes in that many pieces. */
export type CreateFileHash = (pieces: number) => FileHash;

/** Workers that may end before it is done without them: so a file that is begun again after `HashLost` ends. */
const workersLostMax = 2;

/**
 * Hashes files of several pieces in a worker of their own, started with the first of them: hashing 100 MB takes as long as
 * encrypting it, and the second core has nothing else to do. Files of one piece need no worker. When the worker ends, the
 * files it was hashing are lost (`HashLost`) and the next one gets a new worker; the third time it is done on this thread.
 */
export function createFileHasher(): CreateFileHash {
  let worker: HashWorker | null = null;
  let workersLost = 0;
  return (pieces) => {
    if (pieces === 1) return createOnePieceHash();
    // Safari before 15.5 knows no worker within a worker.
    if (typeof Worker === 'undefined' || workersLost >= workersLostMax) return createLocalFileHash();
    worker ??= startWorker(() => {
      worker = null;
      workersLost += 1;
    });
    return worker.begin();
  };
}

type HashWorker = { begin(): FileHash };

function startWorker(onLost: () => void): HashWorker {
  const worker = new Worker(new URL('./file-hash-worker.ts', import.meta.url), { type: 'module' });
  const asked: { answer: (event: FileHashEvent) => void; fail: (reason: Error) => void }[] = [];
  let lost: HashLost | null = null;
  worker.onmessage = ({ data }: MessageEvent<FileHashEvent>) => asked.shift()?.answer(data);
  worker.onerror = (event) => {
    if (lost) return;
    lost = new HashLost(`the hashing worker ended: ${event.message}`);
    worker.terminate();
    onLost();
    for (const { fail } of asked.splice(0)) fail(lost);
  };
  const ask = (command: FileHashCommand, transfer: Transferable[] = []) =>
    new Promise<FileHashEvent>((answer, fail) => {
      if (lost) return fail(lost);
      asked.push({ answer, fail });
      worker.postMessage(command, transfer);
    });
  let files = 0;
  return {
    begin() {
      const file = ++files;
      return {
        async add(piece) {
          const event = await ask({ type: 'add', file, piece }, [piece.buffer]);
          if (event.type !== 'added') throw new Error('answers in another order');
        },
        async finish() {
          const event = await ask({ type: 'finish', file });
          if (event.type !== 'finished') throw new Error('answers in another order');
          return event.sha256;
        },
        drop: () => worker.postMessage({ type: 'drop', file } satisfies FileHashCommand),
      };
    },
  };
}
