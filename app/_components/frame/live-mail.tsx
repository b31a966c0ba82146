'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { noticeArrivals } from '@/lib/browser/mailbox/desktop-notice';
import { liveMailboxes } from '@/lib/browser/mailbox/live-mailboxes';
import type { Heads } from '@/lib/browser/mailbox/live-source';
import { keepLine } from '@/lib/browser/mailbox/shared-line';
import type { MailboxChangesAnswer } from '@/lib/envelope/answers';
import { callApi } from '../form/call-api';
import { markTab } from './tab-badge';

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

/** Keeps this window up to date for as long as it is shown: lists, counts, the tab, and a notice of the desktop where it is wanted. */
export function LiveMail({ person, numbers, unread, at }: MadeAt) {
  const t = useTranslations('common');
  const words = t('letterWaits');
  const first = useRef(at);
  useEffect(() => liveMailboxes.given(numbers, unread), [numbers, unread]);
  useEffect(() => {
    const end = liveMailboxes.begin(askChanges);
    const hangUp = keepLine(person, (event, heads) => liveMailboxes.told(event, heads));
    return () => {
      hangUp();
      end();
    };
  }, [person]);
  useEffect(() => {
    const notice = noticeArrivals(words, first.current);
    const deaf = liveMailboxes.onUnread((items) => notice.arrived(items.map((item) => item.at)));
    return () => {
      deaf();
      notice.stop();
    };
  }, [words]);
  const count = useUnread(unread);
  useEffect(() => markTab(count), [count]);
  return null;
}

async function askChanges(mailboxId: string, since: number): Promise<MailboxChangesAnswer | null> {
  const answer = await callApi<MailboxChangesAnswer>(
    'GET',
    `/api/mailboxes/${mailboxId}/changes?since=${since}`,
  );
  return answer.ok ? answer.data : null;
}
