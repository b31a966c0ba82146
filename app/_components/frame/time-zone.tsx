'use client';

import { useRouter } from 'next/navigation';
import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { timeZoneCookie } from '@/lib/i18n/locales';

/** Tells the server this browser's time zone, once, so that times are written as the person reads them. */
export function TimeZone() {
  const assumed = useTimeZone();
  const router = useRouter();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!actual || actual === assumed || document.cookie.includes(`${timeZoneCookie}=${actual}`)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser of a hospital yet
    document.cookie = `${timeZoneCookie}=${actual}; Path=/; Max-Age=31536000; SameSite=Lax`;
    router.refresh();
  }, [assumed, router]);
  return null;
}
