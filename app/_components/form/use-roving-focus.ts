'use client';

import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';

/**
 * Makes of elements with `data-tool` one stop for the Tab key: the one used last, or the first. Arrows go round, Home and End to the
 * edges. What is unavailable stays in the row, so that nothing jumps.
 */
export function useRovingFocus(first: string) {
  const ref = useRef<HTMLDivElement>(null);
  const [chosen, setCurrent] = useState(first);
  const [current, setShown] = useState(first);

  // The tools of a table come and go: the stop is always one that is there.
  useEffect(() => {
    const there = tools(ref.current).some(({ dataset }) => dataset.tool === chosen);
    setShown(there ? chosen : first);
  });

  const onFocus = (event: FocusEvent) => {
    const name = (event.target as HTMLElement).closest<HTMLElement>('[data-tool]')?.dataset.tool; // a focused element is one of HTML
    if (name !== undefined) setCurrent(name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = tools(ref.current);
    const at = all.indexOf(document.activeElement as HTMLElement); // or none of them: -1
    if (at < 0) return;
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  };
  return { ref, current, onFocus, onKeyDown };
}

function tools(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[data-tool]') ?? [])];
}
