'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const everySeconds = 15;

/** While something may still happen and the page is looked at, asks the server again now and then. */
export function Freshness({ watch }: { watch: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!watch) return;
    const refresh = () => {
      if (document.visibilityState === 'visible') router.refresh();
    };
    const timer = window.setInterval(refresh, everySeconds * 1000);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [watch, router]);
  return null;
}
