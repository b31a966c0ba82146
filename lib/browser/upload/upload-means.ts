import type { PartKind } from '../../envelope/wire';
import type { CreateFileHash } from '../file-hash/file-hasher';
import type { PartFailure, StoredPart, StoredSegment } from './upload-messages';

/** What the queue needs of the world; the worker gives WebCrypto, XMLHttpRequest and the API, a test gives its own. */
export type UploadMeans = {
  encrypt(plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  createHash: CreateFileHash;
  /** Registers and stores one segment, however often it takes; ends only in success, abort or a refusal for good. */
  store(
    segment: { partId: string; kind: PartKind; index: number; sha256: string },
    ciphertext: Uint8Array<ArrayBuffer>,
    onProgress: (ciphertextBytes: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
  failureOf(error: unknown): PartFailure;
  emit(
    event:
      | { type: 'progress'; partId: string; bytesDone: number }
      | { type: 'segment-stored'; partId: string; segment: StoredSegment }
      | { type: 'part-stored'; part: StoredPart }
      | { type: 'part-failed'; partId: string; failure: PartFailure },
  ): void;
};
