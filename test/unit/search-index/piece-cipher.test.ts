import { describe, expect, test } from 'vitest';
import {
  createPieceOpener,
  createPieceSealer,
  generateIndexKey,
} from '../../../lib/search-index/piece-cipher';

const name = { mailboxId: '0190d2c4-0000-7000-8000-000000000001', generation: 1 };
const item = '0190d2c4-0000-7000-8000-0000000000aa';
const plaintext = new TextEncoder().encode('compte rendu biologie');

async function sealed() {
  const pair = await generateIndexKey();
  const sealer = await createPieceSealer(name, pair.publicKey);
  return { pair, piece: await sealer.seal(item, plaintext) };
}
const flipped = (bytes: Uint8Array<ArrayBuffer>, at: number) =>
  bytes.map((octet, n) => (n === at ? octet ^ 1 : octet));

describe('a piece of the search index', () => {
  test('is opened by the mailbox’s key, though its writer has only the public one', async () => {
    const { pair, piece } = await sealed();
    expect(piece.wrap).toHaveLength(105);
    expect(pair.privateKey).toHaveLength(32);
    expect(await (await createPieceOpener(name, pair)).open(item, piece)).toEqual(plaintext);
  });

  test('of one writer shares nothing with another piece but his public key', async () => {
    const pair = await generateIndexKey();
    const sealer = await createPieceSealer(name, pair.publicKey);
    const [one, other] = [await sealer.seal(item, plaintext), await sealer.seal(item, plaintext)];
    expect(one.wrap.subarray(0, 65)).toEqual(other.wrap.subarray(0, 65));
    expect(one.wrap.subarray(65)).not.toEqual(other.wrap.subarray(65));
    expect(one.content).not.toEqual(other.content);
  });

  test.each([
    ['another copy', { item: '0190d2c4-0000-7000-8000-0000000000ab' }],
    ['another mailbox', { mailboxId: '0190d2c4-0000-7000-8000-000000000002' }],
    ['another generation of the key', { generation: 2 }],
  ])('is not opened as that of %s', async (_, other) => {
    const { pair, piece } = await sealed();
    const opener = await createPieceOpener({ ...name, ...other }, pair);
    await expect(opener.open('item' in other ? other.item : item, piece)).rejects.toThrow();
  });

  test.each([
    ['the writer’s key', 'wrap', 40],
    ['the wrapped key', 'wrap', 104],
    ['the IV', 'content', 0],
    ['the ciphertext', 'content', 20],
  ] as const)('is not opened with one bit of %s changed', async (_, part, at) => {
    const { pair, piece } = await sealed();
    const opener = await createPieceOpener(name, pair);
    await expect(opener.open(item, { ...piece, [part]: flipped(piece[part], at) })).rejects.toThrow();
  });

  test('is not opened by another key', async () => {
    const { piece } = await sealed();
    await expect(
      (await createPieceOpener(name, await generateIndexKey())).open(item, piece),
    ).rejects.toThrow();
  });

  test('is wrapped again under another key unread, and then opened by that one alone', async () => {
    const { pair, piece } = await sealed();
    const next = { ...name, generation: 2 };
    const newPair = await generateIndexKey();
    const key = await (await createPieceOpener(name, pair)).unwrap(piece.wrap, true);
    const wrap = await (await createPieceSealer(next, newPair.publicKey)).wrap(key);
    expect(await (await createPieceOpener(next, newPair)).open(item, { ...piece, wrap })).toEqual(plaintext);
    await expect((await createPieceOpener(name, pair)).open(item, { ...piece, wrap })).rejects.toThrow();
  });

  test('made in Node has the numbers that other programs know: a point of P-256 that begins with 4', async () => {
    const { publicKey } = await generateIndexKey();
    expect([publicKey.length, publicKey[0]]).toEqual([65, 4]);
  });
});
