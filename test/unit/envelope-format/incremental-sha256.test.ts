import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';

const pattern = (bytes: number) => Uint8Array.from({ length: bytes }, (_, at) => (at * 31) % 251);
const pieces = [0, 1, 55, 64, 65, 100_000].map((bytes) => pattern(bytes));
const nodeDigest = (count: number) =>
  createHash('sha256')
    .update(Buffer.concat(pieces.slice(0, count)))
    .digest('hex');

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe.each([
  ['with WebAssembly', WebAssembly],
  ['where WebAssembly is switched off', undefined],
  [
    'where compiling it is forbidden',
    { ...WebAssembly, compile: () => Promise.reject(new Error('refused by policy')) },
  ],
])('an incremental SHA-256 %s', (_, webAssembly) => {
  const start = async () => {
    vi.resetModules(); // hash-wasm keeps what it compiled
    vi.stubGlobal('WebAssembly', webAssembly);
    const { createIncrementalSha256 } = await import('../../../lib/envelope-format/incremental-sha256');
    return createIncrementalSha256();
  };

  it('gives the digest of all pieces', async () => {
    const hash = await start();
    for (const piece of pieces) hash.update(piece);
    expect(hash.finish()).toBe(nodeDigest(pieces.length));
  });

  it('runs beside another', async () => {
    const [one, other] = [await start(), await start()];
    one.update(new Uint8Array([1]));
    other.update(new Uint8Array([2]));
    expect(one.finish()).not.toBe(other.finish());
  });

  it('lets the verifier hash as well', async () => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', webAssembly);
    vi.stubGlobal('process', { ...process, getBuiltinModule: undefined });
    const { loadSha256 } = await import('../../../lib/verify/sha256');
    const sha256 = await loadSha256();
    const into = new Uint8Array(40);
    sha256.into(pattern(65), into, 8);
    const expected = createHash('sha256').update(pattern(65)).digest('hex');
    expect(sha256.hex(pattern(65))).toBe(expected);
    expect(Buffer.from(into.subarray(8)).toString('hex')).toBe(expected);
  });
});
