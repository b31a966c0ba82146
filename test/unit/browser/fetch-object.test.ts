import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createObjectReader } from '../../../lib/browser/open/fetch-object';
import { createRetryGate } from '../../../lib/browser/retry-gate';

const stored = new Uint8Array(randomBytes(200_000));
const digest = { sha256: 'a'.repeat(64), ciphertextBytes: stored.length };

const requestFor = (url: string, secondsValid = 60) => ({
  method: 'GET' as const,
  url,
  headers: {},
  expiresAt: '2026-11-29T00:00:00.000Z', // by a clock that is wrong: not looked at
  secondsValid,
});

/** Reads one object from a store that gives `bodies`, one an attempt. */
function readFrom(...bodies: (BodyInit | ReadableStream)[]) {
  vi.stubGlobal('fetch', async () => new Response(bodies.shift()));
  const gate = createRetryGate(() => queueMicrotask(() => gate.wake()));
  const read = createObjectReader({
    origin: 'http://pli.example',
    objects: { [digest.sha256]: requestFor('/vault/x') },
    askedAt: performance.now(),
    objectsPath: '/objects',
    callApi: () => Promise.reject(new Error('not asked')),
    gate,
    signal: new AbortController().signal,
  });
  return read(digest);
}

/** A body in chunks that is no byte stream, as Safari's are; `broken` breaks it off at its end. */
function streamOf(chunks: readonly Uint8Array<ArrayBuffer>[], broken = false): ReadableStream {
  const left = chunks.map((chunk) => chunk.slice());
  return new ReadableStream({
    pull(controller) {
      const chunk = left.shift();
      if (chunk) controller.enqueue(chunk);
      else if (broken) controller.error(new TypeError('network error'));
      else controller.close();
    },
  });
}

const halves = [stored.subarray(0, 90_001), stored.subarray(90_001)];

describe('reading a stored object', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('gives its very bytes, whatever kind of stream the browser has', async () => {
    for (const body of [stored, new Blob([stored]), streamOf(halves)]) {
      expect(Buffer.from(await readFrom(body)).equals(stored)).toBe(true);
    }
  });

  it('gives fewer bytes where there are fewer, which the digest then refuses', async () => {
    expect(Buffer.from(await readFrom(stored.subarray(0, 1_000))).equals(stored.subarray(0, 1_000))).toBe(
      true,
    );
    expect(await readFrom(new Uint8Array(0))).toHaveLength(0);
  });

  it('refuses the first byte too many, and reads no more of it', async () => {
    await expect(readFrom(new Blob([stored, 'x']))).rejects.toMatchObject({ code: 'segment-digest' });
  });

  it('asks for fresh requests before the first are over, once for all that wait, and begins none that is late', async () => {
    const begun: string[] = [];
    vi.stubGlobal('fetch', async (url: URL) => {
      begun.push(url.pathname);
      return new Response(stored);
    });
    let renewals = 0;
    const other = { ...digest, sha256: 'b'.repeat(64) };
    const objectsOf = (place: string, seconds: number) => ({
      [digest.sha256]: requestFor(`/${place}/a`, seconds),
      [other.sha256]: requestFor(`/${place}/b`, seconds),
    });
    const read = createObjectReader({
      origin: 'http://pli.example',
      objects: objectsOf('first', 60),
      askedAt: performance.now() - 50_000,
      objectsPath: '/objects',
      callApi: async <Answer>() => {
        renewals += 1;
        return { objects: objectsOf('fresh', 60) } as Answer; // what the route answers
      },
      gate: createRetryGate(() => undefined),
      signal: new AbortController().signal,
    });
    await Promise.all([read(digest), read(other)]);
    await read(digest);
    expect(begun.sort()).toEqual(['/fresh/a', '/fresh/a', '/fresh/b']);
    expect(renewals).toBe(1);
  });

  it('reads again what the network broke off', async () => {
    const broken = () => streamOf([stored.subarray(0, 5)], true);
    expect(Buffer.from(await readFrom(broken(), broken(), stored)).equals(stored)).toBe(true);
  });
});
