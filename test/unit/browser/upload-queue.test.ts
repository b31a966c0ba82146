import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLocalFileHash, type FileHash, HashLost } from '../../../lib/browser/file-hash/file-hash';
import { FileDiffers } from '../../../lib/browser/upload/read-slice';
import type { UploadMeans } from '../../../lib/browser/upload/upload-means';
import type { StoredPart, StoredSegment } from '../../../lib/browser/upload/upload-messages';
import { segmentsInFlightMax, UploadQueue } from '../../../lib/browser/upload/upload-queue';

const segmentBytes = 8_388_608;
const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A store in memory; `encrypt` puts one random byte in front, so that every encryption gives another ciphertext. */
function createWorld(
  options: { delay?: () => Promise<void>; refuse?: (index: number) => Error | null } = {},
) {
  const stored: { partId: string; index: number; sha256: string }[] = [];
  const failures: string[] = [];
  const whole = new Map<string, StoredPart>();
  const segments: StoredSegment[] = [];
  const waiters = new Set<() => void>();
  let inFlight = 0;
  let inFlightMax = 0;
  let salt = 0;
  const means: UploadMeans = {
    keyOf: async (wrappedKey) => ({ key: new Uint8Array(32), wrappedKey: wrappedKey ?? 'fresh' }),
    beginSegment: (_key, plaintext) => {
      inFlight += 1;
      inFlightMax = Math.max(inFlightMax, inFlight);
      const ciphertext = new Uint8Array([salt++ % 256, ...plaintext.subarray(0, 9)]);
      const [sha256, plaintextSha256] = [hex(ciphertext), hex(plaintext)];
      const digest = { sha256, ciphertextBytes: ciphertext.length, plaintextSha256 };
      return { ciphertext: Promise.resolve(ciphertext), digest: Promise.resolve(digest) };
    },
    sha256Hex: async (bytes) => hex(bytes),
    createHash: () => createLocalFileHash(),
    store: async ({ partId, index, sha256 }, _ciphertext, onProgress, signal) => {
      onProgress(1);
      await (options.delay ?? (() => Promise.resolve()))();
      try {
        signal.throwIfAborted();
        const refusal = options.refuse?.(index);
        if (refusal) throw refusal;
        stored.push({ partId, index, sha256 });
      } finally {
        inFlight -= 1;
      }
    },
    failureOf: (error) =>
      error instanceof Error && error.message === 'FileDiffers' ? 'file-differs' : 'refused',
    emit: (event) => {
      if (event.type === 'part-stored') whole.set(event.part.id, event.part);
      if (event.type === 'segment-stored') segments.push(event.segment);
      if (event.type === 'part-failed') failures.push(event.failure);
      for (const waiter of waiters) waiter();
    },
  };
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => condition() && resolve();
      waiters.add(look);
      look();
    });
  return { means, stored, whole, segments, failures, until, peak: () => inFlightMax };
}

const file = (bytes: number, fill = 7) => new Blob([new Uint8Array(bytes).fill(fill)]);
const part = (partId: string, source: Blob, kept: StoredSegment[] = []) => ({
  partId,
  kind: 'attachment' as const,
  source,
  wrappedKey: kept.length > 0 ? 'kept' : null,
  kept,
  urgent: false,
});

/** A hash whose thread ends when it is given that piece. */
function hashLostAt(piece: number): FileHash {
  const hash = createLocalFileHash();
  let next = 0;
  const fail = async (): Promise<never> => {
    throw new HashLost('ended');
  };
  return {
    add: (bytes) => (next++ >= piece ? fail() : hash.add(bytes)),
    finish: fail,
    drop: () => undefined,
  };
}

describe('the upload queue', () => {
  it('stores every segment of every file, and hashes each file whole', async () => {
    const world = createWorld();
    const queue = new UploadQueue(world.means);
    const large = file(2 * segmentBytes + 5);
    queue.add(part('large', large));
    queue.add(part('empty', new Blob([])));
    await world.until(() => world.whole.size === 2);
    const stored = world.whole.get('large');
    expect(stored?.plaintextSha256).toBe(hex(new Uint8Array(await large.arrayBuffer())));
    const last = new Map(world.stored.map(({ partId, index, sha256 }) => [`${partId} ${index}`, sha256]));
    expect(stored?.segments.map(({ sha256 }) => sha256)).toEqual(
      [0, 1, 2].map((n) => last.get(`large ${n}`)),
    );
    expect(stored?.wrappedKey).toBe('fresh');
    expect(stored?.segments.map(({ plaintextSha256 }) => plaintextSha256)).toEqual(
      [segmentBytes, segmentBytes, 5].map((bytes) => hex(new Uint8Array(bytes).fill(7))),
    );
    expect(world.whole.get('empty')).toMatchObject({
      plaintextBytes: 0,
      plaintextSha256: hex(new Uint8Array()),
    });
    expect(world.whole.get('empty')?.segments).toHaveLength(1);
  });

  it('never has more segments in flight than its bound, over all files', async () => {
    const world = createWorld({ delay: () => new Promise((resolve) => setTimeout(resolve, 5)) });
    const queue = new UploadQueue(world.means);
    for (const name of ['a', 'b', 'c']) queue.add(part(name, file(3 * segmentBytes)));
    await world.until(() => world.whole.size === 3);
    expect(world.peak()).toBeLessThanOrEqual(segmentsInFlightMax);
    expect(world.peak()).toBeGreaterThan(1);
  });

  it('skips kept segments of the same file, and still hashes it whole', async () => {
    const first = createWorld();
    const source = file(2 * segmentBytes + 5);
    new UploadQueue(first.means).add(part('a', source));
    await first.until(() => first.whole.size === 1);
    const kept = first.segments.filter(({ index }) => index !== 1);

    const second = createWorld();
    new UploadQueue(second.means).add(part('a', source, kept));
    await second.until(() => second.whole.size === 1);
    expect(second.stored.map(({ index }) => index)).toEqual([1]);
    expect(second.whole.get('a')?.plaintextSha256).toBe(first.whole.get('a')?.plaintextSha256);
    expect(second.whole.get('a')?.wrappedKey).toBe('kept');
  });

  it('refuses to mix kept segments with another file of the same size', async () => {
    const first = createWorld();
    new UploadQueue(first.means).add(part('a', file(segmentBytes + 5, 1)));
    await first.until(() => first.whole.size === 1);

    const second = createWorld();
    const queue = new UploadQueue({ ...second.means, failureOf: () => 'file-differs' });
    queue.add(part('a', file(segmentBytes + 5, 2), first.segments));
    await second.until(() => second.failures.length === 1);
    queue.resume('a'); // a retry compares from the first byte again
    await second.until(() => second.failures.length === 2);
    expect(second.failures).toEqual(['file-differs', 'file-differs']);
    expect(second.stored).toEqual([]);
  });

  it('takes a file of one segment that is kept as it is, without encrypting it again', async () => {
    const first = createWorld();
    const source = file(segmentBytes, 3);
    new UploadQueue(first.means).add(part('a', source));
    await first.until(() => first.whole.size === 1);
    const second = createWorld();
    new UploadQueue(second.means).add(part('a', source, first.segments));
    await second.until(() => second.whole.size === 1);
    expect(second.stored).toEqual([]);
    expect(second.whole.get('a')?.plaintextSha256).toBe(first.whole.get('a')?.plaintextSha256);
  });

  it('refuses a file whose bytes are others when a segment must be read again', async () => {
    let refusing = true;
    const bytes = new Uint8Array(2 * segmentBytes).fill(1);
    // as a browser reads a file on disk, if it did not notice that it had changed
    const changing = {
      size: bytes.length,
      slice: (from: number, to: number) => new Blob([bytes.slice(from, to)]),
    };
    const world = createWorld({ refuse: (index) => (refusing && index === 1 ? new Error('no') : null) });
    const queue = new UploadQueue({
      ...world.means,
      failureOf: (error) => (error instanceof FileDiffers ? 'file-differs' : 'refused'),
    });
    queue.add(part('a', changing as unknown as Blob)); // the two members that reading uses
    await world.until(() => world.failures.length === 1);
    bytes.fill(2);
    refusing = false;
    queue.resume('a');
    await world.until(() => world.failures.length === 2);
    expect(world.failures).toEqual(['refused', 'file-differs']);
    expect(world.whole.has('a')).toBe(false);
  });

  it('pauses one file, lets the others go on, and finishes it after', async () => {
    const world = createWorld({ delay: () => new Promise((resolve) => setTimeout(resolve, 5)) });
    const queue = new UploadQueue(world.means);
    const source = file(5 * segmentBytes);
    queue.add(part('a', source));
    queue.add(part('b', file(segmentBytes)));
    await world.until(() => world.stored.length >= 1);
    queue.pause('a');
    await world.until(() => world.whole.has('b'));
    expect(world.whole.has('a')).toBe(false);
    queue.resume('a');
    await world.until(() => world.whole.has('a'));
    expect(world.whole.get('a')?.plaintextSha256).toBe(hex(new Uint8Array(await source.arrayBuffer())));
    const last = new Map(world.stored.filter(({ partId }) => partId === 'a').map((s) => [s.index, s.sha256]));
    expect(world.whole.get('a')?.segments.map(({ sha256 }) => sha256)).toEqual(
      [0, 1, 2, 3, 4].map((n) => last.get(n)),
    );
  });

  it('says a refusal once, and a retry sends only what is missing', async () => {
    let refusing = true;
    const world = createWorld({ refuse: (index) => (refusing && index === 2 ? new Error('no') : null) });
    const queue = new UploadQueue(world.means);
    queue.add(part('a', file(4 * segmentBytes)));
    await world.until(() => world.failures.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(world.failures).toEqual(['refused']);
    const before = world.stored.length;
    refusing = false;
    queue.resume('a');
    await world.until(() => world.whole.has('a'));
    expect(world.stored.length - before).toBeLessThanOrEqual(4 - before);
  });

  it.each([0, 1, 3, 4])(
    'hashes the file again by itself when the hashing thread ended at segment %i, and keeps what is stored',
    async (at) => {
      const world = createWorld();
      const source = new Blob(
        [1, 2, 3, 4].map((fill) => new Uint8Array(segmentBytes).fill(fill)).concat(new Uint8Array(5)),
      );
      let begun = 0;
      const createHash = () => (begun++ === 0 ? hashLostAt(at) : createLocalFileHash());
      new UploadQueue({ ...world.means, createHash }).add(part('a', source));
      await world.until(() => world.whole.has('a'));
      expect(begun).toBe(2);
      expect(world.failures).toEqual([]);
      const whole = world.whole.get('a');
      expect(whole?.plaintextSha256).toBe(hex(new Uint8Array(await source.arrayBuffer())));
      // what the manifest will name is what was stored last under each index
      const last = new Map(world.stored.map(({ index, sha256 }) => [index, sha256]));
      expect(whole?.segments.map(({ sha256 }) => sha256)).toEqual(
        [0, 1, 2, 3, 4].map((index) => last.get(index)),
      );
      const noted = world.segments.slice(0, at).map(({ index }) => index);
      for (const index of noted) expect(world.stored.filter((one) => one.index === index)).toHaveLength(1);
    },
  );

  it.each([false, true])(
    'finishes a file that was paused and resumed at once (its hash lost meanwhile: %s), and calls nothing a failure',
    async (lost) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      let onTheirWay = 0;
      const world = createWorld({
        delay: () => {
          onTheirWay += 1;
          return released;
        },
      });
      const source = file(4 * segmentBytes);
      let begun = 0;
      const createHash = () => (lost && begun++ === 0 ? hashLostAt(1) : createLocalFileHash());
      const queue = new UploadQueue({ ...world.means, createHash });
      queue.add(part('a', source));
      await world.until(() => onTheirWay >= 3);
      queue.pause('a');
      queue.resume('a');
      release();
      await world.until(() => world.whole.has('a'));
      expect(world.failures).toEqual([]);
      expect(world.whole.get('a')?.plaintextSha256).toBe(hex(new Uint8Array(await source.arrayBuffer())));
    },
  );

  it('forgets a cancelled file', async () => {
    const world = createWorld({ delay: () => new Promise((resolve) => setTimeout(resolve, 5)) });
    const queue = new UploadQueue(world.means);
    queue.add(part('a', file(6 * segmentBytes)));
    await world.until(() => world.stored.length >= 1);
    queue.cancel('a');
    queue.add(part('b', file(1)));
    await world.until(() => world.whole.has('b'));
    expect(world.whole.has('a')).toBe(false);
  });
});
