'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { liveMailboxes } from '@/lib/browser/mailbox/live-mailboxes';

/** Notifications and the timestamp are there within seconds of the seal; later only people move. */
const firstSeconds = 2;
const calmSeconds = 15;

/**
 * While something may still happen and the page is looked at, asks the server again: soon at first, then now and then; and whenever the
 * sender's copy has changed.
 */
export function Freshness({ envelopeId, watch }: { envelopeId: string; watch: boolean }) {
  const router = useRouter();
  const number = useSyncExternalStore(
    liveMailboxes.subscribe,
    // the sender's own copy has the letter's id
    () => liveMailboxes.getState().rows.get(envelopeId)?.item?.changeNumber ?? 0,
    () => 0,
  );
  const shown = useRef(number);
  useEffect(() => {
    if (number === shown.current) return;
    shown.current = number;
    router.refresh();
  }, [number, router]);
  useEffect(() => {
    if (!watch) return;
    const refresh = () => {
      if (document.visibilityState === 'visible') router.refresh();
    };
    let timer = 0;
    const plan = (seconds: number) => {
      timer = window.setTimeout(() => {
        refresh();
        plan(Math.min(seconds * 1.5, calmSeconds));
      }, seconds * 1000);
    };
    plan(firstSeconds);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [watch, router]);
  return null;
}
