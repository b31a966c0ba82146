import type { FileItemsRequest, Filing, ItemBefore } from '../../filing/wire';

/** What was done with copies; `removed`: for ever, from the trash. */
export type Deed = Filing | { removed: true };
/** How a copy stands since this page filed it, and the number of that change: of two words on it the higher one is the newer. */
export type FiledItem = Omit<ItemBefore, 'itemId' | 'folder'> & {
  folder: ItemBefore['folder'] | 'home' | 'removed';
};
/** What was filed last, and can be undone until then (this browser's clock, milliseconds). */
export type LastFiled = { filing: Deed; before: readonly ItemBefore[]; until: number };

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
export function noteFiled(filing: Deed, before: readonly ItemBefore[], now: number): void {
  take(before.map((item) => [item.itemId, standingAfter(item, filing)]));
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
      const since = items.get(item.itemId) ?? item;
      const { folder, folderId, laterUntil } = moves(filing) ? item : since;
      const was = {
        changeNumber,
        folder,
        folderId,
        laterUntil,
        read: 'read' in filing ? item.read : since.read,
        starred: 'starred' in filing ? item.starred : since.starred,
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

/**
 * The requests that file copies back to where and how they were; what was removed is restored instead. What was put away until a moment
 * that is over is where it belongs.
 */
export function filedBack(
  { filing, before }: { filing: Filing; before: readonly ItemBefore[] },
  now: number,
): FileItemsRequest[] {
  const all = (some: readonly ItemBefore[]) => some.map(({ itemId }) => itemId);
  if ('read' in filing) return [{ items: all(before), filing: { read: !filing.read } }];
  if ('starred' in filing) return [{ items: all(before), filing: { starred: !filing.starred } }];
  const back = new Map<string, FileItemsRequest>();
  for (const item of before) {
    const from = wayBack(item);
    if ('laterUntil' in from && new Date(from.laterUntil).getTime() <= now) continue;
    const key = JSON.stringify(from);
    const items = [...(back.get(key)?.items ?? []), item.itemId];
    back.set(key, { items, filing: from });
  }
  return [...back.values()];
}

/** Whether copies lie elsewhere after it. */
export const moves = (deed: Deed): boolean =>
  'folder' in deed || 'folderId' in deed || 'laterUntil' in deed || 'removed' in deed;

function wayBack({ folder, folderId, laterUntil }: ItemBefore): Filing {
  if (folderId !== null) return { folderId };
  if (laterUntil !== null) return { laterUntil };
  return { folder: folder === 'archive' || folder === 'trash' ? folder : 'home' };
}

function standingAfter({ itemId, ...item }: ItemBefore, deed: Deed): FiledItem {
  const nowhere = { ...item, folderId: null, laterUntil: null };
  if ('removed' in deed) return { ...nowhere, folder: 'removed' };
  if (!moves(deed)) return { ...item, ...deed };
  if ('folderId' in deed) return { ...nowhere, folder: 'own', folderId: deed.folderId };
  if ('laterUntil' in deed) return { ...nowhere, folder: 'later', laterUntil: deed.laterUntil };
  return { ...nowhere, ...deed };
}

function take(changed: readonly (readonly [string, FiledItem])[]): void {
  items = new Map([...items, ...changed]);
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}
