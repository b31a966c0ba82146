import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const blockBytes = 1_000_000;

/**
 * A file of exactly `bytes` bytes that no compression helps with, the same for the same `seed`: AES-256-CTR key stream.
 * Made once on disk and kept for the next run. Returns its path.
 */
export async function randomFile(bytes: number, seed = 'pli'): Promise<string> {
  const folder = join(tmpdir(), `pli-random-files-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${seed}-${bytes}.bin`);
  if (existsSync(path) && statSync(path).size === bytes) return path;
  const unfinished = `${path}.${process.pid}`;
  const key = createHash('sha256').update(seed).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const file = await open(unfinished, 'w');
  try {
    for (let written = 0; written < bytes; written += blockBytes) {
      await file.write(stream.update(Buffer.alloc(Math.min(blockBytes, bytes - written))));
    }
  } finally {
    await file.close();
  }
  renameSync(unfinished, path);
  return path;
}

/** Lower-case hex SHA-256 of a file, streamed. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // no encoding is set: chunks are Buffers
  return hash.digest('hex');
}
