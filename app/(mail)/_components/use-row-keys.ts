'use client';

import { type RefObject, useEffect } from 'react';
import { isPlainKey, shortcutsAreOn } from '@/app/_components/frame/shortcut-keys';

/** `j` and `k` move the focus from row to row (elements with `data-row`); `o` presses the row, and Enter then is the browser's own. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || !shortcutsAreOn() || !['j', 'k', 'o'].includes(event.key)) return;
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
      const focused = document.activeElement;
      const now = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
      if (event.key === 'o') return rows[now]?.click();
      const next = event.key === 'j' ? Math.min(now + 1, rows.length - 1) : Math.max(now - 1, 0);
      rows[next]?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [list]);
}
