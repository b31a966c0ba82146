import { afterEach, describe, expect, it, vi } from 'vitest';
import { AttachmentUploads } from '../../../lib/browser/compose/attachment-uploads';
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
    uploads.add([new File(['0123456789'], 'a')]);
    const partId = uploads.list[0]?.partId ?? '';
    vi.advanceTimersByTime(1_000);
    for (const bytesDone of [2, 5, 7]) tell({ type: 'progress', partId, bytesDone });
    expect(shown).toEqual([0, 2]);
    vi.advanceTimersByTime(1_000);
    expect(shown).toEqual([0, 2, 7]);
  });
});
