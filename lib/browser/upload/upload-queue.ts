import type { PartKind } from '../../envelope/wire';
import { releaseBytes } from '../../envelope-format/bytes';
import type { FileHash } from '../file-hash/file-hash';
import { segmentCount, segmentRange } from '../segment-plan';
import { FileDiffers, readSlice } from './read-slice';
import type { UploadMeans } from './upload-means';
import type { StoredSegment } from './upload-messages';

/** Segments being encrypted, registered or sent at once, over all parts: what bounds the memory of the page. */
export const segmentsInFlightMax = 5;

type Work = {
  partId: string;
  kind: PartKind;
  source: Blob;
  segments: number;
  /** Stored before, by index: checked against the file's plaintext while it is read again. */
  kept: Map<number, StoredSegment>;
  stored: Map<number, StoredSegment>;
  /** Ciphertext handed to the network, by index of the segments in flight. */
  inFlight: Map<number, number>;
  /** The next segment to read for the first time. */
  next: number;
  /** Segments that were read before but must be encrypted and sent again. */
  again: Set<number>;
  hash: FileHash | null;
  /** Ends when every segment that was read has been hashed: they are hashed in order. */
  hashed: Promise<unknown>;
  /** Digest of the hash's state after each segment that was read. */
  prefixes: Map<number, Promise<string>>;
  plaintextSha256: string | null;
  halted: 'paused' | 'failed' | null;
  abort: AbortController;
};

/**
 * Uploads parts, one read after the other (their hash is incremental), several segments in flight: while one is read,
 * the one before is encrypted, those before it are hashed and sent. Nothing here waits on a timer: each step is driven by
 * the end of the one before.
 */
export class UploadQueue {
  readonly #means: UploadMeans;
  readonly #works: Work[] = [];
  #slotsTaken = 0;
  #reading = false;
  /** Ends when the segments read so far are encrypted. */
  #encrypting: Promise<unknown> = Promise.resolve();

  constructor(means: UploadMeans) {
    this.#means = means;
  }

  /** Adds a part; an urgent one (message, manifest) is read before the files that wait. */
  add(part: { partId: string; kind: PartKind; source: Blob; kept: StoredSegment[]; urgent: boolean }): void {
    const work: Work = {
      partId: part.partId,
      kind: part.kind,
      source: part.source,
      segments: segmentCount(part.source.size),
      kept: new Map(part.kept.map((segment) => [segment.index, segment])),
      stored: new Map(),
      inFlight: new Map(),
      next: 0,
      again: new Set(),
      hash: null,
      hashed: Promise.resolve(),
      prefixes: new Map(),
      plaintextSha256: null,
      halted: null,
      abort: new AbortController(),
    };
    if (part.urgent) this.#works.unshift(work);
    else this.#works.push(work);
    void this.#pump();
  }

  /** Stops at once; what was in flight is sent again on `resume`. */
  pause(partId: string): void {
    this.#halt(partId, 'paused');
  }

  /** Goes on after `pause` or after a failure that may have passed. */
  resume(partId: string): void {
    const work = this.#works.find((candidate) => candidate.partId === partId);
    if (!work?.halted) return;
    work.halted = null;
    work.abort = new AbortController();
    void this.#pump();
  }

  /** Forgets the part. */
  cancel(partId: string): void {
    this.#halt(partId, 'paused');
    const at = this.#works.findIndex((work) => work.partId === partId);
    if (at < 0) return;
    this.#works[at]?.hash?.drop();
    this.#works.splice(at, 1);
  }

  #halt(partId: string, halted: 'paused' | 'failed'): void {
    const work = this.#works.find((candidate) => candidate.partId === partId);
    if (!work || work.halted) return;
    work.halted = halted;
    work.abort.abort(new DOMException('halted', 'AbortError'));
  }

  #fail(work: Work, error: unknown): void {
    if (work.halted) return;
    this.#halt(work.partId, 'failed');
    this.#means.emit({ type: 'part-failed', partId: work.partId, failure: this.#means.failureOf(error) });
  }

  /** Reads while there is a free slot and something to read; every end of a segment calls it again. */
  async #pump(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (
        let work = this.#readable();
        work && this.#slotsTaken < segmentsInFlightMax;
        work = this.#readable()
      ) {
        this.#slotsTaken += 1;
        await this.#readNext(work).catch((error: unknown) => {
          this.#slotsTaken -= 1;
          this.#fail(work, error);
        });
      }
    } finally {
      this.#reading = false;
    }
  }

  #readable(): Work | undefined {
    return this.#works.find((work) => !work.halted && (work.again.size > 0 || work.next < work.segments));
  }

  /** Reads one segment and starts what follows; resolves as soon as the next one may be read. Owns one slot, which it passes on. */
  async #readNext(work: Work): Promise<void> {
    const repeated = work.again.values().next();
    const index = repeated.done ? work.next : repeated.value;
    const { start, end } = segmentRange(work.source.size, index);
    const plaintext = new Uint8Array(await readSlice(work.source, start, end));
    const before = this.#encrypting;
    if (!repeated.done) {
      work.again.delete(index);
      const encrypted = this.#encrypt(plaintext);
      void this.#send(work, index, encrypted);
      void encrypted.then(
        () => releaseBytes(plaintext),
        () => undefined,
      );
      await before;
      return;
    }
    work.hash ??= this.#means.createHash(work.segments);
    const kept = work.kept.get(index);
    if (kept) {
      if ((await this.#feed(work, work.hash, index, plaintext)) !== kept.prefixSha256) {
        this.#readFromStart(work);
        throw new FileDiffers();
      }
      work.stored.set(index, kept);
      this.#slotsTaken -= 1;
      this.#tellProgress(work);
      this.#finishIfWhole(work);
      return;
    }
    const encrypted = this.#encrypt(plaintext);
    // The plaintext's memory goes to the hash, so the encryption takes its copy first.
    void this.#feed(work, work.hash, index, plaintext, encrypted);
    void this.#send(work, index, encrypted);
    await before;
  }

  /** One after the other: each uses all of WebCrypto's threads. Never rejects before the one before has ended. */
  #encrypt(plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const encrypted = this.#encrypting.then(() => this.#means.encrypt(plaintext));
    this.#encrypting = encrypted.catch(() => undefined);
    return encrypted;
  }

  /** Gives the digest of the hash's state after this segment; `ready` ends when nobody else needs the plaintext. */
  #feed(
    work: Work,
    hash: FileHash,
    index: number,
    plaintext: Uint8Array<ArrayBuffer>,
    ready: Promise<unknown> = Promise.resolve(),
  ): Promise<string> {
    const turn = Promise.allSettled([work.hashed, ready]);
    const isLast = index + 1 === work.segments;
    const prefix = turn.then(async () => {
      const { prefixSha256 } = await hash.add(plaintext);
      if (isLast) work.plaintextSha256 = await hash.finish();
      return prefixSha256;
    });
    work.hashed = prefix.catch(() => undefined);
    work.prefixes.set(index, prefix);
    work.next = index + 1;
    return prefix;
  }

  /** What was read is of another file: a retry must compare from the first byte. */
  #readFromStart(work: Work): void {
    work.hash?.drop();
    work.hash = null;
    work.hashed = Promise.resolve();
    work.plaintextSha256 = null;
    work.next = 0;
  }

  /** Never rejects; gives its slot back at the end. */
  async #send(work: Work, index: number, encrypted: Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
    const signal = work.abort.signal;
    work.inFlight.set(index, 0);
    try {
      const ciphertext = await encrypted;
      const ciphertextBytes = ciphertext.byteLength;
      const sha256 = await this.#means.sha256Hex(ciphertext);
      signal.throwIfAborted();
      const onProgress = (bytes: number) => {
        work.inFlight.set(index, bytes);
        this.#tellProgress(work);
      };
      await this.#means.store(
        { partId: work.partId, kind: work.kind, index, sha256 },
        ciphertext,
        onProgress,
        signal,
      );
      releaseBytes(ciphertext);
      signal.throwIfAborted();
      const prefixSha256 = await work.prefixes.get(index);
      if (prefixSha256 === undefined) throw new Error('sent before it was read');
      const segment = { index, sha256, ciphertextBytes, prefixSha256 };
      work.stored.set(index, segment);
      work.inFlight.delete(index);
      this.#means.emit({ type: 'segment-stored', partId: work.partId, segment });
    } catch (error) {
      work.inFlight.delete(index);
      work.again.add(index);
      this.#fail(work, error);
    }
    this.#slotsTaken -= 1;
    this.#tellProgress(work);
    this.#finishIfWhole(work);
    void this.#pump();
  }

  #tellProgress(work: Work): void {
    let bytesDone = 0;
    for (const index of work.stored.keys()) {
      const { start, end } = segmentRange(work.source.size, index);
      bytesDone += end - start;
    }
    for (const [index, sent] of work.inFlight) {
      const { start, end } = segmentRange(work.source.size, index);
      bytesDone += Math.min(sent, end - start);
    }
    this.#means.emit({ type: 'progress', partId: work.partId, bytesDone });
  }

  #finishIfWhole(work: Work): void {
    if (work.plaintextSha256 === null || work.stored.size < work.segments) return;
    const at = this.#works.indexOf(work);
    if (at < 0) return;
    this.#works.splice(at, 1);
    this.#means.emit({
      type: 'part-stored',
      part: {
        partId: work.partId,
        plaintextBytes: work.source.size,
        plaintextSha256: work.plaintextSha256,
        segments: [...work.stored.values()].sort((a, b) => a.index - b.index),
      },
    });
  }
}
