import { createLocalFileHash, createOnePieceHash, type FileHash, type HashedPiece } from './file-hash';
import type { FileHashCommand, FileHashEvent } from './file-hash-messages';

/** Begins the hash of a file that comes in that many pieces. */
export type CreateFileHash = (pieces: number) => FileHash;

/**
 * Hashes files of several pieces in a worker of their own, started with the first of them: hashing 100 MB takes as long as
 * encrypting it, and the second core has nothing else to do. Files of one piece need no worker.
 */
export function createFileHasher(): CreateFileHash {
  let worker: HashWorker | null = null;
  return (pieces) => {
    if (pieces === 1) return createOnePieceHash();
    // Safari before 15.5 knows no worker within a worker.
    if (typeof Worker === 'undefined') return createLocalFileHash();
    worker ??= startWorker();
    return worker.begin();
  };
}

type HashWorker = { begin(): FileHash };

function startWorker(): HashWorker {
  const worker = new Worker(new URL('./file-hash-worker.ts', import.meta.url), { type: 'module' });
  const asked: { answer: (event: FileHashEvent) => void; fail: (reason: Error) => void }[] = [];
  let broken: Error | null = null;
  worker.onmessage = ({ data }: MessageEvent<FileHashEvent>) => asked.shift()?.answer(data);
  worker.onerror = (event) => {
    broken = new Error(`the hashing worker ended: ${event.message}`);
    for (const { fail } of asked.splice(0)) fail(broken);
  };
  const ask = (command: FileHashCommand, transfer: Transferable[] = []) =>
    new Promise<FileHashEvent>((answer, fail) => {
      if (broken) return fail(broken);
      asked.push({ answer, fail });
      worker.postMessage(command, transfer);
    });
  let files = 0;
  return {
    begin() {
      const file = ++files;
      return {
        async add(piece, options): Promise<HashedPiece> {
          const command = { type: 'add' as const, file, piece, asBlob: options?.asBlob ?? false };
          const event = await ask(command, [piece.buffer]);
          if (event.type !== 'added') throw new Error('answers in another order');
          return event.hashed;
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
