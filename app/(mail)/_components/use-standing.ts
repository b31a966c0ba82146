'use client';

import { useRef, useSyncExternalStore } from 'react';
import { type FiledItem, readFiled, subscribeFiled } from '@/lib/browser/mailbox/filed-items';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import type { Box } from './envelope-row';

const nothing: ReadonlyMap<string, FiledItem> = new Map();

/**
 * Rows as they stand since this page filed them: what has left the box is gone at once, marks are as pressed. A row that came from the
 * server after that is taken as it came.
 */
export function useStanding(box: Box, items: readonly EnvelopeListItem[]): EnvelopeListItem[] {
  const filed = useSyncExternalStore(subscribeFiled, readFiled, () => nothing);
  const came = useRef(new WeakMap<EnvelopeListItem, number>());
  return items.flatMap((item) => {
    const cameAt = came.current.get(item) ?? Date.now();
    came.current.set(item, cameAt);
    const since = filed.get(item.itemId);
    if (since === undefined || since.at < cameAt) return [item];
    const isFound = box === 'search' && since.folder !== 'trash';
    if (since.folder !== 'home' && since.folder !== box && !isFound) return [];
    if (since.folder === 'home' && !isFound && box !== (item.reference === null ? 'sent' : 'inbox'))
      return [];
    return [{ ...item, starred: since.starred, readAt: since.read ? (item.readAt ?? item.at) : null }];
  });
}
