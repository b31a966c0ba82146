'use client';

import { useRef, useSyncExternalStore } from 'react';
import { type FiledItem, readFiled, subscribeFiled } from '@/lib/browser/mailbox/filed-items';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import type { ListPlace } from './envelope-row';

const nothing: ReadonlyMap<string, FiledItem> = new Map();

/**
 * Rows as they stand since this page filed them: what has left the box is gone at once, marks are as pressed. A row that came from the
 * server after that is taken as it came.
 */
export function useStanding(place: ListPlace, items: readonly EnvelopeListItem[]): EnvelopeListItem[] {
  const filed = useSyncExternalStore(subscribeFiled, readFiled, () => nothing);
  const came = useRef(new WeakMap<EnvelopeListItem, number>());
  return items.flatMap((item) => {
    const cameAt = came.current.get(item) ?? Date.now();
    came.current.set(item, cameAt);
    const since = filed.get(item.itemId);
    if (since === undefined || since.at < cameAt) return [item];
    if (!liesIn(place, item, since)) return [];
    const { starred, laterUntil } = since;
    return [{ ...item, starred, laterUntil, readAt: since.read ? (item.readAt ?? item.at) : null }];
  });
}

function liesIn(
  { box, folderId }: ListPlace,
  item: EnvelopeListItem,
  { folder, ...since }: FiledItem,
): boolean {
  if (box === 'search') return folder !== 'trash' && folder !== 'removed';
  if (folder === 'own') return box === 'folder' && since.folderId === folderId;
  if (folder === 'home') return box === (item.reference === null ? 'sent' : 'inbox');
  return folder === box;
}
