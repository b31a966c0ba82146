import { releaseBytes } from '../../envelope-format/bytes';
import { segmentRange } from '../../transfer/segment-plan';
import { HashLost } from '../file-hash/file-hash';
import { FileDiffers, readSlice } from './read-slice';
import type { UploadMeans } from './upload-means';
import type { PartToUpload, StoredSegment } from './upload-messages';
import { bytesDoneOf, createUploadWork, readFromStart, storedPartOf, type UploadWork } from './upload-work';

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
    const key = this.#means.keyOf(part.wrappedKey);
    key.catch(() => undefined); // its first segment says so
    const work = createUploadWork(part, key);
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
    const kept = repeated.done ? work.kept.get(index) : undefined;
    if (kept) return this.#keep(work, kept, plaintext);
    const written = this.#write(work, plaintext);
    if (repeated.done) this.#feed(work, index, plaintext, written.ciphertext).catch(() => undefined);
    else {
      work.again.delete(index);
      const free = () => releaseBytes(plaintext);
      void written.ciphertext.then(free, () => undefined);
    }
    void this.#send(work, index, written);
    await before;
  }

  /** A segment that is stored already, once the file has proved to be the same. Gives its slot back. */
  async #keep(work: UploadWork, kept: StoredSegment, plaintext: Uint8Array<ArrayBuffer>): Promise<void> {
    const { round } = work;
    const [sha256, { wrappedKey }] = await Promise.all([this.#means.sha256Hex(plaintext), work.key]);
    if (work.round === round) {
      if (sha256 !== kept.plaintextSha256) throw new FileDiffers();
      work.wrappedKey = wrappedKey;
      work.digests.set(kept.index, sha256);
      await this.#feed(work, kept.index, plaintext);
    }
    this.#slotsTaken -= 1;
    if (work.round !== round) return;
    work.stored.set(kept.index, kept);
    this.#tellProgress(work);
    this.#finishIfWhole(work);
  }

  /** One after the other: the first is out of the way the sooner. Never rejects before the one before has ended. */
  #write(work: UploadWork, plaintext: Uint8Array<ArrayBuffer>): Written {
    const begun = Promise.all([work.key, this.#encrypting]).then(([{ key }]) =>
      this.#means.beginSegment(key, plaintext),
    );
    const ciphertext = begun.then((written) => written.ciphertext);
    this.#encrypting = ciphertext.catch(() => undefined);
    const digest = begun.then((written) => written.digest);
    digest.catch(() => undefined); // heard of with the ciphertext
    return { ciphertext, digest };
  }

  /** Hashes the file in its order; a file of one segment has that segment's digest. `ready` ends when nobody else needs the plaintext. */
  #feed(
    work: UploadWork,
    index: number,
    plaintext: Uint8Array<ArrayBuffer>,
    ready: Promise<unknown> = Promise.resolve(),
  ): Promise<void> {
    work.next = index + 1;
    if (work.segments === 1) return ready.then(() => releaseBytes(plaintext));
    work.hash ??= this.#means.createHash(work.segments);
    const { hash } = work;
    const isLast = index + 1 === work.segments;
    const fed = Promise.allSettled([work.hashed, ready]).then(async () => {
      await hash.add(plaintext);
      if (isLast) work.plaintextSha256 = await hash.finish();
    });
    work.hashed = fed.catch(() => undefined);
    work.fed.set(index, fed);
    return fed;
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
  async #send(work: UploadWork, index: number, written: Written): Promise<void> {
    const began = beganOf(work);
    const { signal } = began;
    const fed = work.fed.get(index);
    work.inFlight.set(index, 0);
    try {
      const [ciphertext, digest] = await Promise.all([written.ciphertext, written.digest]);
      signal.throwIfAborted();
      const hashed = work.digests.get(index);
      if (hashed !== undefined && hashed !== digest.plaintextSha256) throw new FileDiffers();
      work.digests.set(index, digest.plaintextSha256);
      const onProgress = (bytes: number) => {
        work.inFlight.set(index, bytes);
        this.#tellProgress(work);
      };
      const { partId, kind } = work;
      await this.#means.store({ partId, kind, index, sha256: digest.sha256 }, ciphertext, onProgress, signal);
      releaseBytes(ciphertext);
      signal.throwIfAborted();
      await fed;
      if (work.round !== began.round) throw new Error('begun again');
      const segment = { index, ...digest };
      work.wrappedKey = (await work.key).wrappedKey;
      work.stored.set(index, segment);
      work.inFlight.delete(index);
      this.#means.emit({ type: 'segment-stored', partId, wrappedKey: work.wrappedKey, segment });
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
    if (work.segments === 1) work.plaintextSha256 = work.digests.get(0) ?? null;
    const part = storedPartOf(work);
    const at = this.#works.indexOf(work);
    if (part === null || at < 0) return;
    this.#works.splice(at, 1);
    this.#means.emit({ type: 'part-stored', part });
  }
}

type Written = ReturnType<UploadMeans['beginSegment']>;

/** What a segment's reading or sending belongs to. */
type Began = { round: number; signal: AbortSignal };

function beganOf({ round, abort }: UploadWork): Began {
  return { round, signal: abort.signal };
}
