import { afterEach, describe, expect, it, vi } from 'vitest';
import { AttachmentUploads } from '../../../lib/browser/compose/attachment-uploads';
import { carriedOf } from '../../../lib/browser/compose/carried-files';
import type { UploadClient } from '../../../lib/browser/upload/upload-client';
import type { UploadEvent } from '../../../lib/browser/upload/upload-messages';

/** What the uploads ask of the worker, in order. */
function recorded() {
  const asked: string[] = [];
  const names = new Map<string, string>();
  const client = {
    listen: () => () => undefined,
    add: (partId: string, _kind: string, source: File) => {
      names.set(partId, source.name);
      asked.push(`add ${source.name}`);
    },
    command: (type: string, partId: string) => asked.push(`${type} ${names.get(partId)}`),
  };
  // the cast: of the client, the uploads use these three methods
  const uploads = new AttachmentUploads(client as unknown as UploadClient, () => undefined);
  uploads.carries = false;
  const partOf = (name: string) => uploads.list.find((attachment) => attachment.name === name)?.partId ?? '';
  return { asked, uploads, partOf, file: (name: string) => new File(['x'], name) };
}

describe('a file that was taken out', () => {
  it('comes back where it was while nothing else has come', () => {
    const { asked, uploads, partOf, file } = recorded();
    uploads.add([file('a'), file('b')]);
    const { undo, forget } = uploads.remove(partOf('a'));
    undo();
    forget();
    expect(uploads.list.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(asked).toEqual(['add a', 'add b', 'pause a', 'resume a']);
  });

  it('leaves its room to the next file at once, and can still be had back: it is uploaded again', () => {
    const { asked, uploads, partOf, file } = recorded();
    uploads.add([file('a')]);
    const { undo, forget } = uploads.remove(partOf('a'));
    uploads.add([file('b')]);
    expect(asked).toEqual(['add a', 'pause a', 'cancel a', 'add b']);
    undo();
    forget();
    expect(uploads.list.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(asked.slice(4)).toEqual(['add a']);
  });

  it('is forgotten once', () => {
    const { asked, uploads, partOf, file } = recorded();
    uploads.add([file('a')]);
    const { forget } = uploads.remove(partOf('a'));
    forget();
    forget();
    uploads.add([file('b')]);
    expect(asked).toEqual(['add a', 'pause a', 'cancel a', 'add b']);
  });
});

/** Small files, encrypted by a worker that answers when it is told to. */
function carrying() {
  const [asked, changes]: [string[], string[]] = [[], []];
  const answers: (() => void)[] = [];
  const client = {
    listen: () => () => undefined,
    add: (_id: string, _kind: string, source: File) => asked.push(`add ${source.name}`),
    command: (type: string) => asked.push(type),
    writeSmall: (id: string, source: File) =>
      new Promise((resolve) => {
        asked.push(`write ${source.name}`);
        const segments = [{ sha256: 'a', ciphertextBytes: 9, plaintextSha256: 'b' }];
        const stored = { id, plaintextBytes: source.size, plaintextSha256: 'b', wrappedKey: 'k', segments };
        answers.push(() => resolve({ stored, ciphertext: new Uint8Array([1]) }));
      }),
  };
  // the cast: of the client, the uploads use these four methods
  const uploads = new AttachmentUploads(client as unknown as UploadClient, (change) => changes.push(change));
  const answer = async () => {
    for (const one of answers.splice(0)) one();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const file = (name: string, bytes = 10) => new File([new Uint8Array(bytes)], name);
  return { asked, changes, uploads, answer, file };
}

describe('a small file', () => {
  it('asks for no request of its own: it is encrypted, and waits for the next save', async () => {
    const { asked, changes, uploads, answer, file } = carrying();
    uploads.add([file('a'), file('b')]);
    expect(changes).toEqual(['shown']);
    await answer();
    expect(changes).toEqual(['shown', 'urgent']);
    expect(asked).toEqual(['write a', 'write b']);
    expect(carriedOf(uploads.list)).toEqual(uploads.list.map(({ partId }) => ({ partId, bytes: 'AQ==' })));
    expect(uploads.list[0]).toMatchObject({ wrappedKey: 'k', plaintextSha256: 'b', status: 'uploading' });
    uploads.carriedStored(uploads.list.map(({ partId }) => partId));
    expect(uploads.list.map(({ status }) => status)).toEqual(['stored', 'stored']);
    expect(carriedOf(uploads.list)).toEqual([]);
  });

  it('is uploaded by itself where those before it fill a request', () => {
    const { asked, uploads, file } = carrying();
    uploads.add(['a', 'b', 'c', 'd'].map((name) => file(name, 262_144)));
    expect(asked).toEqual(['add d', 'write a', 'write b', 'write c']);
    uploads.add([file('e', 300_000)]);
    expect(asked.at(-1)).toBe('add e');
  });

  it('that was taken out while it was being encrypted comes back and is encrypted', async () => {
    const { asked, uploads, answer, file } = carrying();
    uploads.add([file('a')]);
    const { undo } = uploads.remove(uploads.list[0]?.partId ?? '');
    await answer();
    undo();
    await answer();
    expect(asked.filter((one) => one === 'write a')).toHaveLength(2);
    expect(carriedOf(uploads.list)).toHaveLength(1);
  });
});

describe('a picture in the text', () => {
  it('is taken out with its place in the text, and is there again when that is undone', async () => {
    const { uploads, answer, file } = carrying();
    uploads.add([file('rapport.pdf')]);
    uploads.addPicture(file('un.png'), 'one@pli');
    uploads.addPicture(file('deux.png'), 'two@pli');
    await answer();
    const names = () => uploads.list.map(({ name }) => name);
    uploads.followText(new Set(['two@pli']));
    expect(names()).toEqual(['rapport.pdf', 'deux.png']);
    // the editor shows it before it says that it is there again
    expect(uploads.pictureOf('one@pli')).toMatchObject({ name: 'un.png' });
    uploads.followText(new Set(['one@pli', 'two@pli']));
    expect(names()).toEqual(['rapport.pdf', 'un.png', 'deux.png']);
    expect(carriedOf(uploads.list)).toHaveLength(3);
  });

  it('that the sent text does not hold is taken out of the draft', async () => {
    const { asked, uploads, answer, file } = carrying();
    uploads.addPicture(file('un.png'), 'one@pli');
    await answer();
    uploads.followText(new Set());
    uploads.forgetPictures();
    expect(asked).toContain('cancel');
    expect(uploads.list).toEqual([]);
  });

  it('whose room another file took comes back under its own content id', async () => {
    const { asked, uploads, answer, file } = carrying();
    uploads.addPicture(file('un.png'), 'one@pli');
    await answer();
    uploads.followText(new Set());
    uploads.add([file('b')]);
    uploads.followText(new Set(['one@pli']));
    await answer();
    expect(uploads.list.map(({ name, contentId }) => [name, contentId])).toEqual([
      ['b', null],
      ['un.png', 'one@pli'],
    ]);
    expect(asked.filter((one) => one === 'write un.png')).toHaveLength(2);
  });
});

describe('progress', () => {
  afterEach(() => void vi.useRealTimers());

  it('is shown to its last byte, although several reports came at once and no other follows', () => {
    vi.useFakeTimers();
    let tell: (event: UploadEvent) => void = () => undefined;
    const client = {
      listen: (listener: typeof tell) => {
        tell = listener;
      },
      add: () => undefined,
    };
    const shown: number[] = [];
    // the cast: of the client, adding and hearing use these two methods
    const uploads = new AttachmentUploads(client as unknown as UploadClient, () =>
      shown.push(uploads.totalFigures(uploads.list).bytesDone),
    );
    uploads.carries = false;
    uploads.add([new File(['0123456789'], 'a')]);
    const partId = uploads.list[0]?.partId ?? '';
    vi.advanceTimersByTime(1_000);
    for (const bytesDone of [2, 5, 7]) tell({ type: 'progress', partId, bytesDone });
    expect(shown).toEqual([0, 2]);
    vi.advanceTimersByTime(1_000);
    expect(shown).toEqual([0, 2, 7]);
  });
});
