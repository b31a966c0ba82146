/// <reference lib="webworker" />
import { createIncrementalSha256 } from '../../envelope-format/incremental-sha256';
import { createLocalFileHash, type FileHash } from './file-hash';
import type { FileHashCommand, FileHashEvent } from './file-hash-messages';

/** The hashing worker: whole-file digests, beside the thread that encrypts or decrypts. Speaks file-hash-messages.ts. */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the file is type-checked with the page's library too

const hashes = new Map<number, FileHash>();

/** One after the other: a file's digest depends on the order of its pieces. */
let before: Promise<unknown> = Promise.resolve();

async function run(command: FileHashCommand): Promise<FileHashEvent | null> {
  const hash = hashes.get(command.file) ?? createLocalFileHash();
  hashes.set(command.file, hash);
  if (command.type === 'add') {
    await hash.add(command.piece);
    return { type: 'added' };
  }
  hashes.delete(command.file);
  return command.type === 'finish' ? { type: 'finished', sha256: await hash.finish() } : null;
}

scope.onmessage = ({ data }: MessageEvent<FileHashCommand>) => {
  before = before
    .then(async () => {
      const event = await run(data);
      if (event) scope.postMessage(event);
    })
    .catch(fail);
};

/** As an error event of this worker: the other side then asks it no more. */
function fail(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

/** Compiled, and compiled well, before the first file needs it. */
void createIncrementalSha256().then((hash) => hash.update(new Uint8Array(1_048_576)));
