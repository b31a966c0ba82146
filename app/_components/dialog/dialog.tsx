'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useEffect, useLayoutEffect } from 'react';
import { afterFirstSight } from './after-first-sight';
import { focusMain } from './focus-main';

type Props = {
  opened: boolean;
  title: string;
  /** Null: it must be answered. */
  onClose: (() => void) | null;
  /** `lg` for a form of many fields. */
  size?: 'md' | 'lg';
  children: ReactNode;
};

/**
 * A question in front of the page, named by its title. When it closes, the focus is back on what opened it, or on the page
 * where that is gone.
 */
export function Dialog({ opened, title, onClose, size = 'md', children }: Props) {
  // Few visits open one; those that begin to use the page have it before they need it, also where the line breaks then.
  useEffect(() => afterFirstSight(() => void loadFrame().catch(() => undefined)), []);
  if (!opened) return null;
  return (
    <>
      <FocusBack />
      <DialogFrame title={title} onClose={onClose} size={size}>
        {children}
      </DialogFrame>
    </>
  );
}

const loadFrame = () => import('./dialog-frame');
const DialogFrame = dynamic(loadFrame, { ssr: false });

/** What opened the dialog before this one: one that follows another gives the focus back to the same place. */
let formerOpener: Element | null = null;

/** The library's own way back only works for a dialog that stands in the page while it is closed; few of ours do. */
function FocusBack() {
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
