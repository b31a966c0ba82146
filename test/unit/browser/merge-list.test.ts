import { describe, expect, it } from 'vitest';
import { type ListParts, mergeList } from '../../../lib/browser/mailbox/merge-list';
import type { EnvelopeListItem } from '../../../lib/envelope/answers';
import { emptyItem } from '../../../lib/mailbox/letter-summary';

/** A received letter of the minute `at`, changed last at `changeNumber`. */
const item = (itemId: string, at: number, changeNumber: number, more: Partial<EnvelopeListItem> = {}) => ({
  ...emptyItem(itemId, new Date(at * 60_000)),
  reference: `r-${itemId}`,
  mailboxId: 'm',
  changeNumber,
  ...more,
});
const nowhere = { folderId: null, laterUntil: null };
const list = [item('c', 3, 3), item('b', 2, 2), item('a', 1, 1)];
const parts = (more: Partial<ListParts> = {}): ListParts => ({
  box: 'inbox',
  mailboxId: null,
  items: list,
  hasOlder: false,
  live: new Map(),
  filed: new Map(),
  seen: new Set(['a', 'b', 'c']),
  ...more,
});
const ids = (more: Partial<ListParts>) => {
  const { shown, waiting } = mergeList(parts(more));
  return [shown, waiting].map((rows) => rows.map(({ itemId }) => itemId).join(''));
};
const live = (one: EnvelopeListItem, folder: 'inbox' | 'archive' | null = 'inbox') =>
  new Map([[one.itemId, { item: folder === null ? null : one, folder }]]);

describe('a list that is open', () => {
  it('holds back what comes in above a row that is seen, until it is let in', () => {
    const arrived = live(item('d', 4, 4));
    expect(ids({ live: arrived })).toEqual(['cba', 'd']);
    expect(ids({ live: arrived, seen: new Set(['a', 'b', 'c', 'd']) })).toEqual(['dcba', '']);
  });

  it('holds back likewise what a list that was read again brings, and takes at once what comes below, or into an empty box', () => {
    const again = [item('d', 4, 4), ...list, item('0', 0, 5)];
    expect(ids({ items: again })).toEqual(['cba0', 'd']);
    expect(ids({ items: [], seen: new Set(), live: live(item('d', 4, 4)) })).toEqual(['d', '']);
  });

  it('changes a row in its place, and lets it go when it lies elsewhere or nowhere', () => {
    const read = mergeList(parts({ live: live(item('b', 2, 9, { readAt: 'x' })) }));
    expect(read.shown.map(({ readAt }) => readAt)).toEqual([null, 'x', null]);
    expect(ids({ live: live(item('b', 2, 9), 'archive') })).toEqual(['ca', '']);
    expect(ids({ live: live(item('b', 2, 9), null) })).toEqual(['ca', '']);
  });

  it('takes the newer of two words on a row, whichever came last', () => {
    const older = live(item('b', 2, 1, { starred: true }));
    expect(mergeList(parts({ live: older })).shown.map(({ starred }) => starred)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('keeps what the person just did against an answer of before, and yields to a change after it', () => {
    const archived = { ...nowhere, folder: 'archive', read: false, starred: false, changeNumber: 7 } as const;
    const filed = new Map([['b', archived]]);
    expect(ids({ filed, live: live(item('b', 2, 6)) })).toEqual(['ca', '']);
    expect(ids({ filed, live: live(item('b', 2, 8)) })).toEqual(['cba', '']);
  });

  it('shows at its place, unasked, what this window itself brings back', () => {
    const back = { ...nowhere, folder: 'home', read: true, starred: false, changeNumber: 9 } as const;
    expect(ids({ filed: new Map([['d', back]]), live: live(item('d', 2.5, 9)) })).toEqual(['cdba', '']);
  });

  it('of a folder is of that folder, and what was found stays where it is until it is thrown away', () => {
    const b = item('b', 2, 9);
    const own = (folderId: string) => new Map([['b', { item: b, folder: 'own' as const, folderId }]]);
    expect(ids({ box: 'folder', folderId: 'f', live: own('f') })).toEqual(['cba', '']);
    expect(ids({ box: 'folder', folderId: 'f', live: own('g') })).toEqual(['ca', '']);
    expect(ids({ box: 'search', live: own('g') })).toEqual(['cba', '']);
    expect(ids({ box: 'search', live: live(item('d', 4, 9)) })).toEqual(['cba', '']);
    const trashed = { ...nowhere, folder: 'trash', read: true, starred: false, changeNumber: 9 } as const;
    expect(ids({ box: 'search', filed: new Map([['a', trashed]]) })).toEqual(['cb', '']);
  });

  it('of one mailbox takes nothing of another, and nothing that an older page will bring', () => {
    expect(ids({ mailboxId: 'n', live: live(item('d', 4, 4)) })).toEqual(['cba', '']);
    expect(ids({ hasOlder: true, live: live(item('0', 0, 4)) })).toEqual(['cba', '']);
    expect(ids({ live: live(item('0', 0, 4)) })).toEqual(['cba0', '']);
  });
});
