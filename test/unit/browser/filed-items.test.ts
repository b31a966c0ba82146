import { describe, expect, it } from 'vitest';
import {
  filedBack,
  forgetLastFiled,
  inTurn,
  noteFiled,
  noteUndone,
  readFiled,
  readLastFiled,
  undoMilliseconds,
} from '../../../lib/browser/mailbox/filed-items';
import type { ItemBefore } from '../../../lib/filing/wire';

const item = (itemId: string, folder: ItemBefore['folder'], over: Partial<ItemBefore> = {}): ItemBefore => ({
  itemId,
  changeNumber: 1,
  folder,
  folderId: null,
  laterUntil: null,
  read: false,
  starred: false,
  ...over,
});
const nowhere = { folderId: null, laterUntil: null };
const now = 0;

describe('what was filed', () => {
  it('is undone by filing each copy back to the folder it came from', () => {
    const before = [item('a', 'inbox'), item('b', 'archive'), item('c', 'sent'), item('d', 'trash')];
    expect(filedBack({ filing: { folder: 'trash' }, before }, now)).toEqual([
      { items: ['a', 'c'], filing: { folder: 'home' } },
      { items: ['b'], filing: { folder: 'archive' } },
      { items: ['d'], filing: { folder: 'trash' } },
    ]);
  });

  it('is undone into the very folders it came from, and until the very moments; not until one that is over', () => {
    const later = (at: number) => new Date(at).toISOString();
    const before = [
      item('a', 'own', { folderId: 'f' }),
      item('b', 'own', { folderId: 'g' }),
      item('c', 'later', { laterUntil: later(2_000) }),
      item('d', 'later', { laterUntil: later(1_000) }),
      item('e', 'own', { folderId: 'f' }),
    ];
    expect(filedBack({ filing: { folder: 'trash' }, before }, 1_000)).toEqual([
      { items: ['a', 'e'], filing: { folderId: 'f' } },
      { items: ['b'], filing: { folderId: 'g' } },
      { items: ['c'], filing: { laterUntil: later(2_000) } },
    ]);
  });

  it('stands in its folder or waits until its moment as pressed, and nowhere else', () => {
    const laterUntil = new Date(5_000).toISOString();
    noteFiled({ laterUntil }, [item('l', 'own', { folderId: 'f' })], 1_000);
    expect(readFiled().get('l')).toMatchObject({ folder: 'later', folderId: null, laterUntil });
    noteFiled({ folderId: 'g' }, [item('l', 'later', { laterUntil })], 2_000);
    expect(readFiled().get('l')).toMatchObject({ folder: 'own', folderId: 'g', laterUntil: null });
    noteUndone({ filing: { folderId: 'g' }, before: [item('l', 'later', { laterUntil })] }, [
      item('l', 'own'),
    ]);
    expect(readFiled().get('l')).toMatchObject({ folder: 'later', folderId: null, laterUntil });
    noteFiled({ folder: 'home' }, [item('l', 'later', { laterUntil })], 4_000);
    expect(readFiled().get('l')).toMatchObject({ folder: 'home', folderId: null, laterUntil: null });
  });

  it('is undone by the opposite mark', () => {
    const before = [item('a', 'inbox')];
    expect(filedBack({ filing: { read: true }, before }, now)).toEqual([
      { items: ['a'], filing: { read: false } },
    ]);
    expect(filedBack({ filing: { starred: false }, before }, now)).toEqual([
      { items: ['a'], filing: { starred: true } },
    ]);
  });

  it('shows at once as it was pressed, and as before once it is undone', () => {
    const read = { read: true };
    noteFiled({ folder: 'archive' }, [item('a', 'inbox', read)], 1_000);
    const stood = { ...nowhere, read: true, starred: false };
    expect(readFiled().get('a')).toEqual({ ...stood, folder: 'archive', changeNumber: 1 });
    expect(readLastFiled()?.until).toBe(1_000 + undoMilliseconds);
    const before = [item('a', 'inbox', read), item('other', 'inbox')];
    noteUndone({ filing: { folder: 'archive' }, before }, [
      item('a', 'archive', { ...read, changeNumber: 2 }),
    ]);
    expect(readFiled().get('a')).toEqual({ ...stood, folder: 'inbox', changeNumber: 2 });
    expect(readFiled().has('other'), 'what was not undone').toBe(false);
    expect(readLastFiled()).toBeNull();
  });

  it('is undone by itself, not with what was filed after it', () => {
    noteFiled({ starred: true }, [item('b', 'inbox')], 1_000);
    noteFiled({ folder: 'archive' }, [item('b', 'inbox')], 2_000);
    noteUndone({ filing: { starred: true }, before: [item('b', 'inbox')] }, [item('b', 'archive')]);
    expect(readFiled().get('b')).toMatchObject({ folder: 'archive', starred: false });
  });

  it('is done one after the other, as pressed, also after one that failed', async () => {
    const done: string[] = [];
    const act = (name: string, milliseconds: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      done.push(name);
      if (name === 'second') throw new Error(name);
    };
    const all = [inTurn(act('first', 20)), inTurn(act('second', 0)), inTurn(act('third', 0))];
    await Promise.allSettled(all);
    expect(done).toEqual(['first', 'second', 'third']);
  });

  it('offers nothing to undo where nothing was changed, or after its time', () => {
    noteFiled({ read: true }, [], 1_000);
    expect(readLastFiled()).toBeNull();
    noteFiled({ read: true }, [item('a', 'inbox')], 1_000);
    forgetLastFiled();
    expect(readLastFiled()).toBeNull();
  });
});
