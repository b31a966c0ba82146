import type { PartKind } from '../../envelope/wire';
import type { Sha256Hex } from '../../envelope-format/types';
import { segmentCount, segmentRange } from '../../transfer/segment-plan';
import type { FileHash } from '../file-hash/file-hash';
import type { WorkKey } from './upload-means';
import type { PartToUpload, StoredPart, StoredSegment } from './upload-messages';

/** One part under way. */
export type UploadWork = {
  partId: string;
  kind: PartKind;
  source: Blob;
  key: Promise<WorkKey>;
  /** Known as soon as anything is stored under it. */
  wrappedKey: string | null;
  segments: number;
  /** Stored before, by index: checked against the file's plaintext while it is read again. */
  kept: Map<number, StoredSegment>;
  stored: Map<number, StoredSegment>;
  /** Ciphertext handed to the network, by index of the segments in flight. */
  inFlight: Map<number, number>;
  /** Counts how often it was begun: what was begun before has no say any more. */
  round: number;
  /** The next segment to read for the first time. */
  next: number;
  /** Segments that were read before but must be encrypted and sent again. */
  again: Set<number>;
  /** Of a part of several segments; that of one is the segment's. */
  hash: FileHash | null;
  /** Ends when every segment that was read has been hashed: they are hashed in order. */
  hashed: Promise<unknown>;
  /** Ends when that segment has been hashed. */
  fed: Map<number, Promise<void>>;
  /** Digests of the plaintext that was hashed: what is read again must be the same. */
  digests: Map<number, Sha256Hex>;
  plaintextSha256: Sha256Hex | null;
  halted: 'paused' | 'failed' | null;
  abort: AbortController;
};

/** A part of which nothing has been read. */
export function createUploadWork(
  { partId, kind, source, wrappedKey, kept }: PartToUpload,
  key: Promise<WorkKey>,
): UploadWork {
  return {
    partId,
    kind,
    source,
    key,
    wrappedKey,
    segments: segmentCount(source.size),
    kept: new Map(kept.map((segment) => [segment.index, segment])),
    stored: new Map(),
    inFlight: new Map(),
    round: 0,
    next: 0,
    again: new Set(),
    hash: null,
    hashed: Promise.resolve(),
    fed: new Map(),
    digests: new Map(),
    plaintextSha256: null,
    halted: null,
    abort: new AbortController(),
  };
}

/**
 * The part is read and hashed from its first byte again: what is stored of it stays, and is held against the file; what was
 * on its way goes again.
 */
export function readFromStart(work: UploadWork): void {
  work.abort.abort(new DOMException('read again', 'AbortError'));
  if (!work.halted) work.abort = new AbortController();
  work.round += 1;
  work.inFlight.clear();
  work.hash?.drop();
  work.hash = null;
  work.hashed = Promise.resolve();
  work.fed.clear();
  work.digests.clear();
  work.plaintextSha256 = null;
  work.next = 0;
  work.again.clear();
  for (const segment of work.stored.values()) work.kept.set(segment.index, segment);
}

/** Plaintext bytes that are stored or handed to the network. */
export function bytesDoneOf(work: UploadWork): number {
  const bytesOf = (index: number) => {
    const { start, end } = segmentRange(work.source.size, index);
    return end - start;
  };
  let bytesDone = 0;
  for (const index of work.stored.keys()) bytesDone += bytesOf(index);
  for (const [index, sent] of work.inFlight) {
    if (!work.stored.has(index)) bytesDone += Math.min(sent, bytesOf(index));
  }
  return bytesDone;
}

/** What the manifest needs of the part; null as long as anything of it is not hashed or not stored. */
export function storedPartOf(work: UploadWork): StoredPart | null {
  if (work.plaintextSha256 === null || work.stored.size < work.segments) return null;
  const segments = [...work.stored.values()].sort((a, b) => a.index - b.index);
  return {
    id: work.partId,
    plaintextBytes: work.source.size,
    plaintextSha256: work.plaintextSha256,
    wrappedKey: work.wrappedKey,
    segments: segments.map(({ index: _, ...digest }) => digest),
  };
}
