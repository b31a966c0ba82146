'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { noticeArrivals } from '@/lib/browser/mailbox/desktop-notice';
import { liveMailboxes } from '@/lib/browser/mailbox/live-mailboxes';
import { keepLine } from '@/lib/browser/mailbox/shared-line';
import type { MailboxChangesAnswer } from '@/lib/envelope/answers';
import { callApi } from '../form/call-api';
import { markTab } from './tab-badge';
import { type MadeAt, useUnread } from './use-unread';

/** Keeps this window up to date for as long as it is shown: lists, counts, the tab, and a notice of the desktop where it is wanted. */
export default function LiveMail({ person, numbers, unread, at }: MadeAt) {
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
