import { describe, expect, test } from 'vitest';
import { IndexLoader } from '../../../lib/browser/search-index/load-index';
import { TextIndex } from '../../../lib/browser/search-index/text-index';
import { generateIndexKey } from '../../../lib/search-index/piece-cipher';
import type { SearchPiece } from '../../../lib/search-index/wire';
import type { CallApi } from '../../../lib/transfer/api-client';
import { pieceOf } from '../../support/search-pieces';

const mailboxId = '0190d2c4-0000-7000-8000-000000000001';
const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const itemOf = (n: number) => `0190d2c4-0000-7000-8000-0000000000${n + 10}`;

/** A server with one mailbox, which gives two pieces an answer. */
async function server() {
  const pairs = [await generateIndexKey()];
  const pieces: SearchPiece[] = [];
  const asked: string[] = [];
  const callApi = (async (method: string, path: string) => {
    asked.push(`${method} ${path.replace(mailboxId, 'x')}`);
    if (path === '/api/mailboxes') return { mailboxes: [{ id: mailboxId }] };
    if (method === 'POST')
      return {
        keys: pairs.map(({ publicKey, privateKey }, n) => ({
          generation: n + 1,
          publicKey: toBase64(publicKey),
          privateKey: toBase64(privateKey),
        })),
      };
    const since = Number(new URL(path, 'http://x').searchParams.get('since'));
    const given = pieces.slice(since, since + 2);
    return { pieces: given, number: since + given.length, more: given.length === 2 };
  }) as CallApi; // answers what the loader asks
  const add = async (text: string) => {
    const generation = pairs.length;
    const itemId = itemOf(pieces.length);
    const asked = { mailboxId, itemId, mailboxKind: 'personal', stands: false, generation } as const;
    const publicKey = toBase64(pairs.at(-1)?.publicKey ?? new Uint8Array());
    const piece = await pieceOf({ ...asked, publicKey }, text);
    pieces.push({ itemId, at: `2026-11-${10 + pieces.length}T00:00:00.000Z`, ...piece });
  };
  return { pairs, pieces, asked, callApi, add };
}

describe('the index in a tab', () => {
  test('is loaded piece by piece with one release of keys, and then only what came since', async () => {
    const { asked, callApi, add } = await server();
    for (const text of ['un', 'deux mots', 'trois mots']) await add(text);
    const index = new TextIndex();
    const loader = new IndexLoader(callApi, index);
    const sizes: number[] = [];
    await loader.load(() => sizes.push(index.size));
    expect(sizes).toEqual([2, 3]);
    expect(index.find(['mots']).hits.map(({ itemId }) => itemId)).toEqual([itemOf(2), itemOf(1)]);
    await add('quatre mots');
    asked.length = 0;
    await loader.load(() => undefined);
    expect(asked).toEqual(['GET /api/mailboxes', 'GET /api/mailboxes/x/search-pieces?since=3']);
    expect(index.find(['quatre']).hits).toHaveLength(1);
  });

  test('asks for keys once more where a piece is under one that it was not given', async () => {
    const { pairs, asked, callApi, add } = await server();
    await add('vieux');
    const index = new TextIndex();
    const loader = new IndexLoader(callApi, index);
    await loader.load(() => undefined);
    pairs.push(await generateIndexKey());
    await add('neuf');
    await loader.load(() => undefined);
    expect(asked.filter((line) => line.startsWith('POST'))).toHaveLength(2);
    expect(index.find(['neuf']).hits).toHaveLength(1);
  });

  test('reads a piece that was wrapped under another key between piece and key', async () => {
    const { pairs, pieces, callApi, add } = await server();
    await add('mot');
    const loser = pieces[0]?.generation ?? 0;
    const wrapping = (async (method: string, path: string, body?: unknown) => {
      if (method === 'POST' && pairs.length === 1) {
        pairs.push(await generateIndexKey());
        pieces.length = 0;
        await add('mot');
      }
      const answer = await callApi<{ keys?: { generation: number }[] }>(method as 'GET', path, body);
      return answer.keys ? { keys: answer.keys.filter(({ generation }) => generation !== loser) } : answer;
    }) as CallApi; // the same answers, but for the key that is gone
    const index = new TextIndex();
    const loader = new IndexLoader(wrapping, index);
    await loader.load(() => undefined);
    expect([index.size, loader.broken]).toEqual([1, []]);
  });

  test('counts pieces that cannot be read and goes on; one that was made anew is no more among them', async () => {
    const { pieces, callApi, add } = await server();
    for (const text of ['un', 'deux', 'trois']) await add(text);
    const [whole] = pieces;
    if (!whole) throw new Error('no piece');
    pieces[0] = { ...whole, content: toBase64(Buffer.from(whole.content, 'base64').fill(7, 20, 21)) };
    const index = new TextIndex();
    const loader = new IndexLoader(callApi, index);
    await loader.load(() => undefined);
    expect([index.size, loader.broken]).toEqual([2, [whole.itemId]]);
    pieces.push(whole);
    await loader.load(() => undefined);
    expect([index.size, loader.broken]).toEqual([3, []]);
  });
});
