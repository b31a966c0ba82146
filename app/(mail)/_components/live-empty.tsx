'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { liveMailboxes } from '@/lib/browser/mailbox/live-mailboxes';
import type { Heads } from '@/lib/browser/mailbox/live-source';
import { mergeList } from '@/lib/browser/mailbox/merge-list';
import type { ListPlace } from './envelope-row';
import { useLive } from './use-live-list';

const nothing = { items: [], hasOlder: false, filed: new Map(), seen: new Set<string>() } as const;

/** Under the words that a box is empty: when something comes in there is nobody's row to push away, and the list is asked for. */
export function LiveEmpty({
  place: { box, folderId },
  mailboxId,
  numbers,
}: {
  place: ListPlace;
  mailboxId: string | null;
  numbers: Heads;
}) {
  const router = useRouter();
  const { rows } = useLive();
  useEffect(() => liveMailboxes.given(numbers), [numbers]);
  useEffect(() => {
    if (mergeList({ ...nothing, box, folderId, mailboxId, live: rows }).shown.length > 0) router.refresh();
  }, [rows, box, folderId, mailboxId, router]);
  return null;
}
