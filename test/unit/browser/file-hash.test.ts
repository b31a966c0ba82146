import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLocalFileHash, createOnePieceHash } from '../../../lib/browser/file-hash/file-hash';

const piece = (bytes: number) => new Uint8Array(randomBytes(bytes));
const sha256 = (...pieces: Uint8Array[]) => createHash('sha256').update(Buffer.concat(pieces)).digest('hex');

describe('the digest of a file', () => {
  it('is that of all pieces in their order', async () => {
    const pieces = [piece(70_000), piece(1), piece(0), piece(33)];
    const hash = createLocalFileHash();
    const expected = sha256(...pieces);
    for (const one of pieces) await hash.add(one);
    expect(await hash.finish()).toBe(expected);
  });

  it('of one piece is the same, however it is made', async () => {
    const only = piece(1_000);
    const [local, once] = [createLocalFileHash(), createOnePieceHash()];
    const expected = sha256(only);
    await local.add(only.slice());
    await once.add(only);
    expect(await local.finish()).toBe(expected);
    expect(await once.finish()).toBe(expected);
  });

  it('never takes a second piece where one was announced', async () => {
    const hash = createOnePieceHash();
    await hash.add(piece(1));
    await expect(hash.add(piece(1))).rejects.toThrow('a second piece');
  });
});
