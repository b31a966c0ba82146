'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Notifications and the timestamp are there within seconds of the seal; later only people move. */
const firstSeconds = 2;
const calmSeconds = 15;

/** While something may still happen and the page is looked at, asks the server again: soon at first, then now and then. */
export function Freshness({ watch }: { watch: boolean }) {
  const router = useRouter();
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
