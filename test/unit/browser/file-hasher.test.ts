import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLocalFileHash, type FileHash, HashLost } from '../../../lib/browser/file-hash/file-hash';
import type { FileHashCommand, FileHashEvent } from '../../../lib/browser/file-hash/file-hash-messages';
import { createFileHasher } from '../../../lib/browser/file-hash/file-hasher';

const pieces = [new Uint8Array(3).fill(1), new Uint8Array(2).fill(2)];
const expected = createHash('sha256').update(Buffer.concat(pieces)).digest('hex');

/** Every worker that was started; it hashes in this thread, until it is made to end. */
const workers: FakeWorker[] = [];

class FakeWorker {
  onmessage: ((event: { data: FileHashEvent }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  terminated = false;
  readonly #hashes = new Map<number, FileHash>();

  constructor() {
    workers.push(this);
  }

  async postMessage(command: FileHashCommand): Promise<void> {
    if (this.terminated) return;
    const hash = this.#hashes.get(command.file) ?? createLocalFileHash();
    this.#hashes.set(command.file, hash);
    if (command.type === 'add') await hash.add(command.piece);
    const data: FileHashEvent =
      command.type === 'add' ? { type: 'added' } : { type: 'finished', sha256: await hash.finish() };
    if (!this.terminated) this.onmessage?.({ data });
  }

  terminate(): void {
    this.terminated = true;
  }

  end(): void {
    this.onerror?.({ message: 'out of memory' });
  }
}

const hashWhole = async (hash: FileHash) => {
  for (const piece of pieces) await hash.add(piece.slice());
  return hash.finish();
};

describe('the worker that hashes files', () => {
  beforeEach(() => {
    workers.length = 0;
    vi.stubGlobal('Worker', FakeWorker);
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('is one for all files, and none for a file of one piece', async () => {
    const begin = createFileHasher();
    expect(await hashWhole(begin(2))).toBe(expected);
    expect(await hashWhole(begin(2))).toBe(expected);
    begin(1);
    expect(workers).toHaveLength(1);
  });

  it('is started anew when it has ended: what it was hashing is lost, the next file is not', async () => {
    const begin = createFileHasher();
    const [first, second] = [begin(2), begin(2)];
    const added = first.add(new Uint8Array(1));
    workers[0]?.end();
    await expect(added).rejects.toBeInstanceOf(HashLost);
    await expect(second.add(new Uint8Array(1))).rejects.toBeInstanceOf(HashLost);
    await expect(first.finish()).rejects.toBeInstanceOf(HashLost);
    expect(workers[0]?.terminated).toBe(true);
    expect(await hashWhole(begin(2))).toBe(expected);
    expect(workers).toHaveLength(2);
  });

  it('is done without where it ends again and again, so that whoever begins again comes to an end', async () => {
    const begin = createFileHasher();
    for (const n of [0, 1]) {
      const lost = begin(2);
      workers[n]?.end();
      await expect(lost.add(new Uint8Array(1))).rejects.toBeInstanceOf(HashLost);
    }
    expect(await hashWhole(begin(2))).toBe(expected);
    expect(workers).toHaveLength(2);
  });
});
