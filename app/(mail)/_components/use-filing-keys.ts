'use client';

import { type RefObject, useEffect } from 'react';
import { isPlainKey, shortcutsAreOn } from '@/app/_components/frame/shortcut-keys';
import type { Deed } from '@/lib/browser/mailbox/filed-items';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import type { Box } from './envelope-row';
import type { Asking } from './filing-bar';

type Filed = {
  list: RefObject<HTMLElement | null>;
  box: Box;
  isOn: boolean;
  shown: readonly EnvelopeListItem[];
  chosen: readonly EnvelopeListItem[];
  choose: (itemId: string) => void;
  file: (ids: readonly string[], deed: Deed) => Promise<void>;
  /** Asks where to, or until when. */
  ask: (what: Asking, items: readonly EnvelopeListItem[]) => void;
};

/** `x` chooses the row that has the focus; `e` `#` `v` `b` `s` `Shift U` `Shift I` act on what is chosen, or else on that row; in the trash `#` removes for ever. */
export function useFilingKeys({ list, box, isOn, shown, chosen, choose, file, ask }: Filed): void {
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || !shortcutsAreOn()) return;
      const focusedId = itemOfFocus(list.current);
      if (event.key === 'x') return focusedId === null ? undefined : choose(focusedId);
      const meant = chosen.length > 0 ? chosen : shown.filter(({ itemId }) => itemId === focusedId);
      const asking = askingOf(event.key, meant);
      const deed = deedOf(event.key, box, meant);
      if ((deed === null && asking === null) || meant.length === 0) return;
      event.preventDefault();
      if (asking !== null) return ask(asking, meant);
      if (deed === null) return;
      void file(
        meant.map(({ itemId }) => itemId),
        deed,
      );
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [list, box, isOn, shown, chosen, choose, file, ask]);
}

function askingOf(key: string, meant: readonly EnvelopeListItem[]): Asking | null {
  if (key === 'v') return 'move';
  // what one sent oneself is not put off
  return key === 'b' && meant.some(({ reference }) => reference !== null) ? 'later' : null;
}

function deedOf(key: string, box: Box, meant: readonly EnvelopeListItem[]): Deed | null {
  if (key === 'e' && box !== 'archive') return { folder: 'archive' };
  if (key === '#') return box === 'trash' ? { removed: true } : { folder: 'trash' };
  if (key === 's') return { starred: meant.some(({ starred }) => !starred) };
  if (box === 'sent') return null; // what one sent oneself is read
  if (key === 'U') return { read: false };
  return key === 'I' ? { read: true } : null;
}

function itemOfFocus(list: HTMLElement | null): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-item]');
  return row && list?.contains(row) ? (row.dataset.item ?? null) : null;
}

/** The link of the row at this place, or of the last one. */
export function rowAt(list: HTMLElement | null, at: number): HTMLElement | null {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  return rows[Math.min(Math.max(at, 0), rows.length - 1)] ?? null;
}
