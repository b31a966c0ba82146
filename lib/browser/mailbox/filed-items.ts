import type { FileItemsRequest, Filing, ItemBefore } from '../../filing/wire';

/** How a copy stands since this page filed it, and the number of that change: of two words on it the higher one is the newer. */
export type FiledItem = {
  folder: ItemBefore['folder'] | 'home';
  read: boolean;
  starred: boolean;
  changeNumber: number;
};
/** What was filed last, and can be undone until then (this browser's clock, milliseconds). */
export type LastFiled = { filing: Filing; before: readonly ItemBefore[]; until: number };

/** How long filing is offered to be undone; it can be filed back by hand ever after. */
export const undoMilliseconds = 10_000;

let items: ReadonlyMap<string, FiledItem> = new Map();
let last: LastFiled | null = null;
const listeners = new Set<() => void>();

let turn: Promise<unknown> = Promise.resolve();

/** One after the other, as pressed: what undoes the last thing waits until that thing was done. */
export function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
  const mine = turn.then(act);
  turn = mine.catch(() => undefined);
  return mine;
}

/** For useSyncExternalStore. */
export function subscribeFiled(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For useSyncExternalStore: how copies stand that this page has filed, ahead of the lists it was given before. */
export const readFiled = (): ReadonlyMap<string, FiledItem> => items;

/** For useSyncExternalStore: what can be undone. */
export const readLastFiled = (): LastFiled | null => last;

/** The server has filed these copies, which were so before. */
export function noteFiled(filing: Filing, before: readonly ItemBefore[], now: number): void {
  take(before.map((item) => [item.itemId, { ...item, ...filing }]));
  last = before.length === 0 ? null : { filing, before, until: now + undoMilliseconds };
  tell();
}

/** The server has filed them back, `undone` by its answers: what was changed is as before, and nothing else. */
export function noteUndone(
  { filing, before }: Pick<LastFiled, 'filing' | 'before'>,
  undone: readonly Pick<ItemBefore, 'itemId' | 'changeNumber'>[],
): void {
  const numbers = new Map(undone.map(({ itemId, changeNumber }) => [itemId, changeNumber]));
  take(
    before.flatMap((item) => {
      const changeNumber = numbers.get(item.itemId);
      // somebody else changed it meanwhile, and was not undone
      if (changeNumber === undefined) return [];
      const { folder, read, starred } = items.get(item.itemId) ?? item;
      const was = {
        folder: 'folder' in filing ? item.folder : folder,
        read: 'read' in filing ? item.read : read,
        starred: 'starred' in filing ? item.starred : starred,
        changeNumber,
      };
      return [[item.itemId, was] as const];
    }),
  );
  last = null;
  tell();
}

/** It is not offered to be undone any more. */
export function forgetLastFiled(): void {
  last = null;
  tell();
}

/** The requests that file copies back to where and how they were. */
export function filedBack({ filing, before }: Pick<LastFiled, 'filing' | 'before'>): FileItemsRequest[] {
  const all = (some: readonly ItemBefore[]) => some.map(({ itemId }) => itemId);
  if ('read' in filing) return [{ items: all(before), filing: { read: !filing.read } }];
  if ('starred' in filing) return [{ items: all(before), filing: { starred: !filing.starred } }];
  const folders = { home: ['inbox', 'sent'], archive: ['archive'], trash: ['trash'] } as const;
  return (['home', 'archive', 'trash'] as const).flatMap((folder) => {
    const from = before.filter((item) => folders[folder].some((one) => one === item.folder));
    return from.length === 0 ? [] : [{ items: all(from), filing: { folder } }];
  });
}

function take(changed: readonly (readonly [string, FiledItem])[]): void {
  items = new Map([
    ...items,
    ...changed.map(([id, { folder, read, starred, changeNumber }]): [string, FiledItem] => [
      id,
      { folder, read, starred, changeNumber },
    ]),
  ]);
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}
