'use client';

import { useSyncExternalStore } from 'react';
import { liveMailboxes } from '@/lib/browser/mailbox/live-mailboxes';
import type { Heads } from '@/lib/browser/mailbox/live-source';

/** What the server knew when it made the page: at which numbers the mailboxes were, and, counted after that, what is unread. */
export type MadeAt = { person: string; numbers: Heads; unread: number; at: string };

/** How many letters are unread now; `made` until anything was told. */
export function useUnread(made: number): number {
  return (
    useSyncExternalStore(
      liveMailboxes.subscribe,
      () => liveMailboxes.getState().unread,
      () => null,
    ) ?? made
  );
}
