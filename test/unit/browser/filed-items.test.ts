import { describe, expect, it } from 'vitest';
import {
  filedBack,
  forgetLastFiled,
  noteFiled,
  noteUndone,
  readFiled,
  readLastFiled,
  undoMilliseconds,
} from '../../../lib/browser/mailbox/filed-items';
import type { ItemBefore } from '../../../lib/filing/wire';

const item = (itemId: string, folder: ItemBefore['folder'], read = false): ItemBefore => ({
  itemId,
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
    expect(readFiled().get('a')).toEqual({ folder: 'archive', read: true, starred: false, at: 1_000 });
    expect(readLastFiled()?.until).toBe(1_000 + undoMilliseconds);
    noteUndone([item('a', 'inbox', true)], 2_000);
    expect(readFiled().get('a')).toEqual({ folder: 'inbox', read: true, starred: false, at: 2_000 });
    expect(readLastFiled()).toBeNull();
  });

  it('offers nothing to undo where nothing was changed, or after its time', () => {
    noteFiled({ read: true }, [], 1_000);
    expect(readLastFiled()).toBeNull();
    noteFiled({ read: true }, [item('a', 'inbox')], 1_000);
    forgetLastFiled();
    expect(readLastFiled()).toBeNull();
  });
});
