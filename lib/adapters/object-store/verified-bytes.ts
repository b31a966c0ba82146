import { createHash } from 'node:crypto';
import { AppError } from '../../errors';

/** Bytes gathered before they are handed on: few system calls, and a bounded amount in memory. */
const batchBytesMax = 1_048_576;

/**
 * Hands on, in batches of about 1 MiB, the bytes of `body` while they are hashed and counted. The **last batch comes only
 * after length and digest have proved right**, so that whoever writes batches as they come never completes a wrong object.
 * @throws AppError `bytes-refused` at the first byte too many, at the end when too short, or when the SHA-256 differs.
 */
export async function* verifiedBatches(
  body: AsyncIterable<Uint8Array>,
  expected: { sha256: string; bytes: number },
): AsyncGenerator<Uint8Array[]> {
  const hash = createHash('sha256');
  let received = 0;
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  for await (const chunk of body) {
    received += chunk.byteLength;
    if (received > expected.bytes) throw refused('long');
    if (batchBytes >= batchBytesMax) {
      yield batch;
      batch = [];
      batchBytes = 0;
    }
    hash.update(chunk);
    batch.push(chunk);
    batchBytes += chunk.byteLength;
  }
  if (received < expected.bytes) throw refused('short');
  if (hash.digest('hex') !== expected.sha256) throw refused('digest');
  yield batch;
}

function refused(reason: 'long' | 'short' | 'digest'): AppError {
  return new AppError('bytes-refused', { detail: { reason } });
}
