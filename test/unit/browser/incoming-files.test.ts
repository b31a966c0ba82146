import { describe, expect, test } from 'vitest';
import { incomingOf, sortIncoming } from '../../../lib/browser/compose/incoming-files';

const file = (name: string, bytes = 1) => new File([new Uint8Array(bytes)], name, { lastModified: 7 });
const placed = (place: string, bytes = 1) => ({ file: file(place.split('/').at(-1) ?? '', bytes), place });
const names = (files: readonly File[]) => files.map(({ name }) => name);

describe('files that come in', () => {
  test('of one name from two folders are told apart by their folders', () => {
    const { files } = sortIncoming(
      [placed('/IRM/image.png'), placed('/scanner/image.png'), placed('/x/a.txt')],
      [],
    );
    expect(names(files)).toEqual(['IRM - image.png', 'scanner - image.png', 'a.txt']);
    expect(files[0]).toMatchObject({ size: 1, lastModified: 7 });
  });

  test('do not take the name of one that is attached, but that of one which waits for its file', () => {
    const attached = { name: 'image.png', bytes: 1, lastModified: 7, status: 'stored' as const };
    expect(names(sortIncoming([placed('/IRM/image.png')], [attached]).files)).toEqual(['IRM - image.png']);
    const waiting = { ...attached, status: 'file-needed' as const };
    expect(names(sortIncoming([placed('/IRM/image.png')], [waiting]).files)).toEqual(['image.png']);
  });

  test('leave litter out, and set empty ones apart', () => {
    const brought = ['a/.DS_Store', 'a/Thumbs.db', 'a/~$lettre.docx', 'a/lettre.docx'].map((place) =>
      placed(place),
    );
    const sorted = sortIncoming([...brought, placed('a/vide.txt', 0)], []);
    expect(names(sorted.files)).toEqual(['lettre.docx']);
    expect(names(sorted.empty)).toEqual(['vide.txt']);
    expect(sorted.litter).toEqual(['.DS_Store', 'Thumbs.db', '~$lettre.docx']);
  });

  test('are known by their places where a whole folder was chosen', () => {
    const chosen = Object.assign(file('image.png'), { webkitRelativePath: 'IRM/image.png' });
    expect(incomingOf([chosen, file('seul.txt')]).files.map(({ place }) => place)).toEqual([
      'IRM/image.png',
      'seul.txt',
    ]);
  });
});
