import type { PartKind } from '../../envelope/wire';
import type { ContentKey } from '../../envelope-format/segment-cipher';
import type { Sha256Hex } from '../../envelope-format/types';
import type { beginSegment } from '../../writing/write-segment';
import type { CreateFileHash } from '../file-hash/file-hasher';
import type { PartFailure, UploadEvent } from './upload-messages';

/** A part's key, and as a manifest names it; null in version 1, where all parts lie under the letter's own. */
export type WorkKey = { key: ContentKey; wrappedKey: string | null };

/** What the queue needs of the world; the worker gives WebCrypto, XMLHttpRequest and the API, a test gives its own. */
export type UploadMeans = {
  /** The key that was made for the part before, or a fresh one. */
  keyOf(wrappedKey: string | null): Promise<WorkKey>;
  /** lib/writing's. */
  beginSegment: typeof beginSegment;
  sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256Hex>;
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
    event: Extract<UploadEvent, { type: 'progress' | 'segment-stored' | 'part-stored' | 'part-failed' }>,
  ): void;
};
