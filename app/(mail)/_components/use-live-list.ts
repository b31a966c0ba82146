'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type FiledItem, readFiled, subscribeFiled } from '@/lib/browser/mailbox/filed-items';
import { type LiveState, liveMailboxes } from '@/lib/browser/mailbox/live-mailboxes';
import type { Heads } from '@/lib/browser/mailbox/live-source';
import { mergeList } from '@/lib/browser/mailbox/merge-list';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import type { ListPlace } from './envelope-row';

const nothingFiled: ReadonlyMap<string, FiledItem> = new Map();
const nothingLive: LiveState = { rows: new Map(), unread: null, reloads: 0 };

/** What the window knows beyond its lists; on the server nothing. */
export const useLive = (): LiveState =>
  useSyncExternalStore(liveMailboxes.subscribe, liveMailboxes.getState, () => nothingLive);

const idsOf = (items: readonly EnvelopeListItem[]) => items.map(({ itemId }) => itemId);

/** The rows of a list as they stand, what waits above them, and what lets that in. */
export function useLiveList({
  place: { box, folderId },
  mailboxId,
  numbers,
  items,
  hasOlder,
}: {
  place: ListPlace;
  mailboxId: string | null;
  /** At which numbers the server gave the list at least. */
  numbers: Heads;
  items: readonly EnvelopeListItem[];
  hasOlder: boolean;
}): { shown: EnvelopeListItem[]; waiting: EnvelopeListItem[]; letIn: () => void } {
  const router = useRouter();
  const { rows: live, reloads } = useLive();
  const filed = useSyncExternalStore(subscribeFiled, readFiled, () => nothingFiled);
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => new Set(idsOf(items)));
  const { shown, waiting } = useMemo(
    () => mergeList({ box, folderId, mailboxId, items, hasOlder, live, filed, seen }),
    [box, folderId, mailboxId, items, hasOlder, live, filed, seen],
  );
  useEffect(() => liveMailboxes.given(numbers), [numbers]);
  useEffect(() => {
    // what has left is seen no more: when it comes back it waits like what is new
    const ids = idsOf(shown);
    if (ids.length !== seen.size || ids.some((id) => !seen.has(id))) setSeen(new Set(ids));
  }, [shown, seen]);
  const isEmpty = shown.length === 0 && waiting.length === 0 && !hasOlder;
  const [readAnew] = useState(reloads);
  useEffect(() => {
    // the server says that a box is empty, and lists that are too far behind are read again
    if (reloads > readAnew || isEmpty) router.refresh();
  }, [reloads, readAnew, isEmpty, router]);
  return { shown, waiting, letIn: () => setSeen(new Set([...seen, ...idsOf(waiting)])) };
}
