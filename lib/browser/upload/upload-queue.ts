import { releaseBytes } from '../../envelope-format/bytes';
import type { Sha256Hex } from '../../envelope-format/types';
import { segmentRange } from '../../transfer/segment-plan';
import { type FileHash, HashLost } from '../file-hash/file-hash';
import { FileDiffers, readSlice } from './read-slice';
import type { UploadMeans } from './upload-means';
import {
  bytesDoneOf,
  createUploadWork,
  type PartToUpload,
  readFromStart,
  storedPartOf,
  type UploadWork,
} from './upload-work';

/** Segments being encrypted, registered or sent at once, over all parts: what bounds the memory of the page. */
export const segmentsInFlightMax = 5;

/**
 * Uploads parts, one read after the other (their hash is incremental), several segments in flight: while one is read,
 * the one before is encrypted, those before it are hashed and sent. Nothing here waits on a timer: each step is driven by
 * the end of the one before.
 */
export class UploadQueue {
  readonly #means: UploadMeans;
  readonly #works: UploadWork[] = [];
  #slotsTaken = 0;
  #reading = false;
  /** Ends when the segments read so far are encrypted. */
  #encrypting: Promise<unknown> = Promise.resolve();

  constructor(means: UploadMeans) {
    this.#means = means;
  }

  /** Adds a part; an urgent one is read before the files that wait. */
  add(part: PartToUpload): void {
    const work = createUploadWork(part);
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

  #fail(work: UploadWork, error: unknown): void {
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
        const began = beganOf(work);
        await this.#readNext(work).catch((error: unknown) => {
          this.#slotsTaken -= 1;
          this.#judge(work, began, error);
        });
      }
    } finally {
      this.#reading = false;
    }
  }

  #readable(): UploadWork | undefined {
    return this.#works.find((work) => !work.halted && (work.again.size > 0 || work.next < work.segments));
  }

  /** Reads one segment and starts what follows; resolves as soon as the next one may be read. Owns one slot, which it passes on. */
  async #readNext(work: UploadWork): Promise<void> {
    const repeated = work.again.values().next();
    const index = repeated.done ? work.next : repeated.value;
    const { start, end } = segmentRange(work.source.size, index);
    const { round } = work;
    const plaintext = new Uint8Array(await readSlice(work.source, start, end));
    if (work.round !== round) {
      this.#slotsTaken -= 1;
      return;
    }
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

  /** One after the other: the first is out of the way the sooner. Never rejects before the one before has ended. */
  #encrypt(plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const encrypted = this.#encrypting.then(() => this.#means.encrypt(plaintext));
    this.#encrypting = encrypted.catch(() => undefined);
    return encrypted;
  }

  /** Gives the digest of the hash's state after this segment; `ready` ends when nobody else needs the plaintext. */
  #feed(
    work: UploadWork,
    hash: FileHash,
    index: number,
    plaintext: Uint8Array<ArrayBuffer>,
    ready: Promise<unknown> = Promise.resolve(),
  ): Promise<Sha256Hex> {
    const turn = Promise.allSettled([work.hashed, ready]);
    const isLast = index + 1 === work.segments;
    const prefix = turn.then(async () => {
      const prefixSha256 = await hash.add(plaintext);
      if (isLast) work.plaintextSha256 = await hash.finish();
      return prefixSha256;
    });
    work.hashed = prefix.catch(() => undefined);
    work.prefixes.set(index, prefix);
    work.next = index + 1;
    return prefix;
  }

  /** What a segment's failure means for its part; nothing when the part was begun again, or the segment given up, meanwhile. */
  #judge(work: UploadWork, began: Began, error: unknown): void {
    if (work.round !== began.round) return;
    const givenUp = began.signal.aborted;
    // A lost hash is begun again at once; after another file under the name, a retry must compare from the first byte.
    if (error instanceof HashLost || error instanceof FileDiffers) readFromStart(work);
    if (!(error instanceof HashLost || givenUp)) this.#fail(work, error);
  }

  /** Never rejects; gives its slot back at the end. */
  async #send(work: UploadWork, index: number, encrypted: Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
    const began = beganOf(work);
    const { signal } = began;
    const prefix = work.prefixes.get(index);
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
      const prefixSha256 = await prefix;
      if (work.round !== began.round) throw new Error('begun again');
      if (prefixSha256 === undefined) throw new Error('sent before it was read');
      const segment = { index, sha256, ciphertextBytes, prefixSha256 };
      work.stored.set(index, segment);
      work.inFlight.delete(index);
      this.#means.emit({ type: 'segment-stored', partId: work.partId, segment });
    } catch (error) {
      if (work.round === began.round) {
        work.inFlight.delete(index);
        work.again.add(index);
      }
      this.#judge(work, began, error);
    }
    this.#slotsTaken -= 1;
    this.#tellProgress(work);
    this.#finishIfWhole(work);
    void this.#pump();
  }

  #tellProgress(work: UploadWork): void {
    this.#means.emit({ type: 'progress', partId: work.partId, bytesDone: bytesDoneOf(work) });
  }

  #finishIfWhole(work: UploadWork): void {
    const part = storedPartOf(work);
    const at = this.#works.indexOf(work);
    if (part === null || at < 0) return;
    this.#works.splice(at, 1);
    this.#means.emit({ type: 'part-stored', part });
  }
}

/** What a segment's reading or sending belongs to. */
type Began = { round: number; signal: AbortSignal };

function beganOf({ round, abort }: UploadWork): Began {
  return { round, signal: abort.signal };
}
