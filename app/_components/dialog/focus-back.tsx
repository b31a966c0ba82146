'use client';

import { useLayoutEffect } from 'react';
import { focusMain } from './focus-main';

/** What opened the dialog before this one: one that follows another gives the focus back to the same place. */
let formerOpener: Element | null = null;

/** The library's own way back only works for a dialog that stands in the page while it is closed; few of ours do. */
export function FocusBack() {
  useLayoutEffect(() => {
    const { activeElement, body } = document;
    const opener = activeElement === body ? formerOpener : activeElement;
    formerOpener = opener;
    return () => {
      // After the dialog has gone: until then its trap holds the focus.
      window.setTimeout(() => {
        if (document.querySelector('[aria-modal="true"]')) return;
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
        if (document.activeElement !== opener) focusMain();
      });
    };
  }, []);
  return null;
}
