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

const item = (itemId: string, folder: ItemBefore['folder'], read = false, changeNumber = 1): ItemBefore => ({
  itemId,
  changeNumber,
  folder,
  read,
  starred: false,
});

describe('what was filed', () => {
  it('is undone by filing each copy back to the folder it came from', () => {
    const before = [item('a', 'inbox'), item('b', 'archive'), item('c', 'sent'), item('d', 'trash')];
    expect(filedBack({ filing: { folder: 'trash' }, before })).toEqual([
      { items: ['a', 'c'], filing: { folder: 'home' } },
      { items: ['b'], filing: { folder: 'archive' } },
      { items: ['d'], filing: { folder: 'trash' } },
    ]);
  });

  it('is undone by the opposite mark', () => {
    const before = [item('a', 'inbox')];
    expect(filedBack({ filing: { read: true }, before })).toEqual([
      { items: ['a'], filing: { read: false } },
    ]);
    expect(filedBack({ filing: { starred: false }, before })).toEqual([
      { items: ['a'], filing: { starred: true } },
    ]);
  });

  it('shows at once as it was pressed, and as before once it is undone', () => {
    noteFiled({ folder: 'archive' }, [item('a', 'inbox', true)], 1_000);
    expect(readFiled().get('a')).toEqual({ folder: 'archive', read: true, starred: false, changeNumber: 1 });
    expect(readLastFiled()?.until).toBe(1_000 + undoMilliseconds);
    const before = [item('a', 'inbox', true), item('other', 'inbox')];
    noteUndone({ filing: { folder: 'archive' }, before }, [item('a', 'archive', true, 2)]);
    expect(readFiled().get('a')).toEqual({ folder: 'inbox', read: true, starred: false, changeNumber: 2 });
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
