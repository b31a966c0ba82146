import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { v7 as uuidv7 } from 'uuid';
import type { PartKind, RegisterSegmentsAnswer } from '../envelope/wire';
import { generatePartKey, type PartKeys } from '../envelope-format/part-key';
import { ApiProblem } from '../transfer/api-client';
import { freshMax, remedyFor } from '../transfer/retry-rule';
import { segmentCount, segmentRange } from '../transfer/segment-plan';
import type { createSlots } from '../transfer/slots';
import { type WrittenSegment, writeSegment } from '../writing/write-segment';
import type { StoredContent } from '../writing/write-small-part';
import { ClientError, fileError } from './client-error';
import type { PliApi } from './pli-api';

type Bytes = Uint8Array<ArrayBuffer>;

/** A draft that parts are stored to; `slots` bounds the segments in memory, over all parts and drafts that share it. */
export type DraftPlace = {
  api: Pick<PliApi, 'call' | 'putObject'>;
  draftId: string;
  keys: Pick<PartKeys, 'wrap'>;
  slots: Slots;
};
type Slots = ReturnType<typeof createSlots>;

/** Plaintext of a known size, read in order. */
export type PartSource = { bytes: number; read(start: number, end: number): Promise<Bytes> };

/** Encrypts and stores a part under a key of its own, segment by segment; at most a few segments of 8 MiB are in memory at once. */
export async function storePart(
  place: DraftPlace,
  kind: PartKind,
  source: PartSource,
): Promise<StoredContent> {
  const id = uuidv7();
  const key = generatePartKey();
  const wrappedKey = await place.keys.wrap(key);
  const hash = createHash('sha256');
  const storing: Promise<WrittenSegment['digest']>[] = [];
  let failure: unknown = null;
  for (let index = 0; index < segmentCount(source.bytes) && failure === null; index += 1) {
    const { start, end } = segmentRange(source.bytes, index);
    // The next segment is read when this one has been hashed, so that the hash sees them in order.
    await new Promise<void>((hashed) => {
      const stored = place.slots(async () => {
        const plaintext = await source.read(start, end);
        hash.update(plaintext);
        hashed();
        return storeSegment(place, { partId: id, kind, index }, await writeSegment(key, plaintext));
      });
      stored.catch((error: unknown) => {
        failure = error;
        hashed();
      });
      storing.push(stored);
    });
  }
  const segments = await Promise.all(storing);
  return { id, plaintextBytes: source.bytes, plaintextSha256: hash.digest('hex'), wrappedKey, segments };
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Bytes): PartSource {
  return { bytes: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
}

/**
 * Runs `work` with a file as a source; the file is closed afterwards.
 * @throws ClientError `file`, also when the file changes its size while it is read
 */
export async function withFileSource<T>(path: string, work: (source: PartSource) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stat = await file.stat();
    if (!stat.isFile()) throw Object.assign(new Error(path), { code: 'EISDIR' });
    return await work(fileSource(path, file, stat.size));
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? fileError(path, 'read', error) : error;
  } finally {
    await file?.close();
  }
}

function fileSource(path: string, file: FileHandle, bytes: number): PartSource {
  return {
    bytes,
    async read(start, end) {
      const buffer = new Uint8Array(end - start);
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
        if (bytesRead === 0) throw new ClientError('file', 'became-shorter', { file: path });
        filled += bytesRead;
      }
      if (end === bytes && (await file.stat()).size !== bytes)
        throw new ClientError('file', 'changed', { file: path });
      return buffer;
    },
  };
}

async function storeSegment(
  { api, draftId }: DraftPlace,
  segment: { partId: string; kind: PartKind; index: number },
  { digest, ciphertext }: WrittenSegment,
): Promise<WrittenSegment['digest']> {
  const { sha256, ciphertextBytes } = digest;
  // A signed request expires: after a long pause a fresh one is asked for.
  for (let tries = 1; ; tries += 1) {
    const { requests } = await api.call<RegisterSegmentsAnswer>('POST', `/api/drafts/${draftId}/segments`, {
      segments: [{ ...segment, sha256, ciphertextBytes }],
    });
    const [signed] = requests;
    if (signed === undefined) throw new ApiProblem(500, 'internal');
    try {
      await api.putObject(signed, ciphertext);
      return digest;
    } catch (error) {
      if (remedyFor(error) !== 'again-signed' || tries > freshMax) throw error;
    }
  }
}
