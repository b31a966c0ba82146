import { describe, expect, test } from 'vitest';
import { openCheckpoint, signCheckpoint } from '../../../lib/transparency-log/checkpoint';
import { growTree, type RightEdge, rootOf } from '../../../lib/transparency-log/grow-tree';
import {
  consistencyRanges,
  coveringNodes,
  emptyRoot,
  foldNodes,
  hashLeaf,
  hashPair,
  inclusionRanges,
  type Node,
  type Range,
} from '../../../lib/transparency-log/merkle';
import { generateNoteKey, openNote, parseNoteKey, signNote } from '../../../lib/transparency-log/signed-note';
import { tlogProof } from '../../../lib/transparency-log/tlog-proof';

/** The tree that the tests of Certificate Transparency (RFC 6962) share: google/certificate-transparency, merkletree. */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => hashLeaf(Buffer.from(hex, 'hex')));
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const nodeHash = ({ height, index }: Node): Uint8Array =>
  height === 0
    ? (leaves[index] ?? Buffer.of())
    : hashPair(
        nodeHash({ height: height - 1, index: index * 2 }),
        nodeHash({ height: height - 1, index: index * 2 + 1 }),
      );
const hexOf = (ranges: readonly Range[]) =>
  ranges.map((range) => Buffer.from(foldNodes(coveringNodes(range).map(nodeHash))).toString('hex'));

describe('the known answers of Certificate Transparency', () => {
  test('the empty tree and every root', () => {
    expect(Buffer.from(emptyRoot).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    const edge: RightEdge = { size: 0, levels: [] };
    for (const [i, root] of roots.entries()) {
      growTree(edge, leaves.slice(i, i + 1));
      expect(Buffer.from(rootOf(edge)).toString('hex')).toBe(root);
    }
  });

  test.each([
    [0, 1, []],
    [
      0,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      5,
      8,
      [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
    [
      1,
      5,
      [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('the proof of leaf %i in a tree of %i', (index, size, expected) => {
    expect(hexOf(inclusionRanges(index, size))).toEqual(expected);
  });

  test.each([
    [1, 1, []],
    [
      1,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      6,
      8,
      [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [
      2,
      5,
      [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('the growth from %i to %i', (from, size, expected) => {
    expect(hexOf(consistencyRanges(from, size))).toEqual(expected);
  });
});

describe('signed notes', () => {
  // The example of golang.org/x/mod/sumdb/note, which C2SP signed-note describes.
  const key = parseNoteKey('PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz');
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

  test('the key, the note and the signature of the published example', () => {
    expect(key.verifierKey).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(signNote(key, text)).toBe(note);
    expect(openNote(key, note)).toBe(text);
  });

  test('another text, another key, another name, or none at all is not opened', () => {
    const other = parseNoteKey(generateNoteKey('PeterNeumann'));
    expect(openNote(key, note.replace('answer', 'Answer'))).toBeNull();
    expect(openNote(other, note)).toBeNull();
    expect(openNote({ ...key, name: 'Other' }, note)).toBeNull();
    expect(openNote(key, text)).toBeNull();
    expect(openNote(key, '')).toBeNull();
  });

  test('a key that was mistyped, or a name that no note can carry, is refused', () => {
    const good = generateNoteKey('pli.example/log');
    expect(parseNoteKey(` ${good}\n`).name).toBe('pli.example/log');
    expect(() => parseNoteKey(good.replace('pli', 'plu'))).toThrow(TypeError);
    expect(() => parseNoteKey(good.slice(0, -4))).toThrow(TypeError);
    expect(() => generateNoteKey('with space')).toThrow(TypeError);
    expect(() => generateNoteKey('with+plus')).toThrow(TypeError);
  });

  test('a checkpoint has one spelling', () => {
    const checkpoint = signCheckpoint(key, { treeSize: 7, rootHash: emptyRoot });
    expect(openCheckpoint(key, checkpoint)).toEqual({
      origin: 'PeterNeumann',
      treeSize: 7,
      rootHash: Buffer.from(emptyRoot),
    });
    const root = Buffer.from(emptyRoot).toString('base64');
    for (const body of [
      `PeterNeumann\n07\n${root}\n`,
      `Other\n7\n${root}\n`,
      `PeterNeumann\n7\n${root}\nmore\n`,
      `PeterNeumann\n7\nAAAA\n`,
    ])
      expect(openCheckpoint(key, signNote(key, body))).toBeNull();
  });

  test('a proof is written as c2sp.org/tlog-proof says', () => {
    expect(tlogProof(5, [emptyRoot], note)).toBe(
      `c2sp.org/tlog-proof@v1\nindex 5\n${Buffer.from(emptyRoot).toString('base64')}\n\n${note}`,
    );
    expect(tlogProof(0, [], note)).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${note}`);
  });
});
