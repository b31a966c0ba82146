'use client';

import { useCallback, useEffect, useState } from 'react';
import type { View } from './view';

const mark = 'pliTimeline';

/**
 * What is shown, with the browser's Back button leading from a timeline to the list. The history gets a mark and neither
 * an address nor an id: both stay in the page.
 */
export function useView(): [View, (view: View) => void] {
  const [view, setView] = useState<View>({ kind: 'list' });
  useEffect(() => {
    const onPop = () => setView({ kind: 'list' });
    window.addEventListener('popstate', onPop);
    return () => window.removeEventListener('popstate', onPop);
  }, []);
  const go = useCallback((next: View) => {
    const marked = isMarked(window.history.state);
    if (next.kind === 'list' && marked) window.history.back();
    else if (next.kind !== 'list' && !marked) {
      window.history.pushState({ ...window.history.state, [mark]: true }, '');
    }
    setView(next);
    window.scrollTo({ top: 0 });
  }, []);
  return [view, go];
}

function isMarked(state: unknown): boolean {
  return typeof state === 'object' && state !== null && mark in state;
}
